'use client'

import { Download, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { Credits } from '@/components/ui/amount'
import { Button } from '@/components/ui/button'
import { formatDay } from '@/components/ui/date'
import { DeleteDialog } from '@/components/ui/delete-dialog'
import { Dialog } from '@/components/ui/dialog'
import { deleteImageAction } from '@/lib/ai/actions'
import type { ImageSummary } from '@/lib/ai/image-store'

type Props = { image: ImageSummary; onDeleted: () => void }

export function ImageTile({ image, onDeleted }: Props) {
  const { id, prompt, width, height, cost, createdAt, requestId } = image
  const [asking, setAsking] = useState(false)
  const address = `/api/images/${id}`
  return (
    <li>
      <a href={address} target="_blank" rel="noreferrer" className="block rounded-md">
        {/* The bytes are the user's own and behind a session: no optimiser may fetch or keep them. */}
        {/* oxlint-disable-next-line nextjs/no-img-element */}
        <img
          src={address}
          alt={prompt}
          width={width}
          height={height}
          loading="lazy"
          className="w-full rounded-md border border-rule bg-sunken"
        />
      </a>
      <p className="mt-3 line-clamp-2 text-sm" title={prompt}>
        {prompt}
      </p>
      <div className="mt-1 flex items-center gap-1 text-sm text-soft">
        <span className="min-w-0 flex-1">
          {formatDay(createdAt)} ·{' '}
          <Link
            href={`/usage?request=${encodeURIComponent(requestId)}#statement`}
            className="underline decoration-edge underline-offset-4 hover:text-ink"
          >
            <Credits amount={cost} />
            <span className="sr-only">: why was I charged?</span>
          </Link>
        </span>
        <Button asChild variant="ghost" size="icon" className="size-8 text-soft">
          <a href={`${address}?download`} download aria-label={`Download “${prompt}”`}>
            <Download aria-hidden="true" />
          </a>
        </Button>
        <Button
          variant="ghost"
          size="icon"
          className="-mr-2 size-8 text-soft"
          aria-label={`Delete “${prompt}”`}
          onClick={() => setAsking(true)}
        >
          <Trash2 aria-hidden="true" />
        </Button>
      </div>
      <Dialog open={asking} onOpenChange={setAsking}>
        <DeleteDialog
          title="Delete this image?"
          description="It is gone for good. What it cost stays on your statement."
          remove={() => deleteImageAction({ id })}
          onDone={() => setAsking(false)}
          onDeleted={onDeleted}
        />
      </Dialog>
    </li>
  )
}
