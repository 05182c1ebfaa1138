'use client'

import { RefusalNotice } from '@/components/assistant/refusal-notice'
import { useDraft } from '@/components/assistant/use-draft'
import { Button } from '@/components/ui/button'
import { Empty } from '@/components/ui/empty'
import { toastError } from '@/components/ui/toaster'
import type { ImageSummary } from '@/lib/ai/image-store'
import type { MicroCredits } from '@/lib/credits/unit'
import { creditsInWords } from '@/lib/credits/format'
import { microCredits } from '@/lib/credits/unit'
import { useState } from 'react'
import { ImageForm } from './image-form'
import { ImageTile } from './image-tile'
import { useImages } from './use-images'

type Props = {
  userId: string
  allowed: boolean
  /** Of one image; `null`: it cannot be charged for, so none is made. */
  price: MicroCredits | null
  kept: { images: ImageSummary[]; nextCursor: string | null }
}

export function ImageRoom({ userId, allowed, price, kept }: Props) {
  const [prompt, setPrompt] = useDraft(userId, 'images')
  const [loading, setLoading] = useState(false)
  const studio = useImages({ userId, kept })
  const { images, phase, made } = studio

  const more = async () => {
    setLoading(true)
    if (!(await studio.more())) void toastError('Older images could not be read.')
    setLoading(false)
  }

  return (
    <div className="grid gap-x-14 gap-y-10 lg:grid-cols-[minmax(0,24rem)_minmax(0,1fr)]">
      <section aria-label="New image" className="space-y-4 lg:sticky lg:top-24 lg:self-start">
        {allowed && (
          <ImageForm
            prompt={prompt}
            onPrompt={setPrompt}
            price={price}
            phase={phase}
            onMake={(size) => void studio.make({ prompt: prompt.trim(), size })}
            onStop={studio.stop}
          />
        )}
        {studio.refusal && (
          <RefusalNotice
            what="image"
            refusal={studio.refusal}
            draftAt="/images"
            onDismiss={studio.dismiss}
          />
        )}
        <p aria-live="polite" className="sr-only">
          {phase === 'making' && 'The image is being made.'}
          {made && `The image is there. It cost ${creditsInWords(microCredits(made.charged))}.`}
        </p>
      </section>
      <section aria-labelledby="gallery">
        <h2 id="gallery" className="mb-4 text-xl font-semibold">
          Your images
        </h2>
        {images.length === 0 && phase === 'idle' ? (
          <Empty title="No images yet">
            {allowed
              ? 'Say what one shall show; it is kept here until you delete it.'
              : 'Those you make are kept here until you delete them.'}
          </Empty>
        ) : (
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,15rem),1fr))] gap-x-6 gap-y-9">
            {phase !== 'idle' && <PendingTile prompt={prompt} />}
            {images.map((image) => (
              <ImageTile key={image.id} image={image} onDeleted={() => studio.remove(image.id)} />
            ))}
          </ul>
        )}
        {studio.nextCursor && (
          <Button
            variant="secondary"
            className="mt-8"
            pending={loading}
            onClick={() => void more()}
          >
            Older images
          </Button>
        )}
      </section>
    </div>
  )
}

/** As large as the image will be. */
function PendingTile({ prompt }: { prompt: string }) {
  return (
    <li aria-hidden="true">
      <div className="aspect-square animate-pulse rounded-md bg-sunken motion-reduce:animate-none" />
      <p className="mt-3 line-clamp-2 text-sm text-soft">{prompt}</p>
    </li>
  )
}
