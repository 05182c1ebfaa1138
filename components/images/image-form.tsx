'use client'

import { useRef, useState } from 'react'
import { useEarlyTyping, type SetDraft } from '@/components/assistant/use-draft'
import { Credits } from '@/components/ui/amount'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Field } from '@/components/ui/field'
import { Segmented } from '@/components/ui/segmented'
import { Textarea } from '@/components/ui/textarea'
import { imageSizeKeys, imageSizes, PROMPT_LIMIT, type ImageSize } from '@/lib/ai/image-request'
import type { MicroCredits } from '@/lib/credits/unit'

type Props = {
  prompt: string
  onPrompt: SetDraft
  price: MicroCredits | null
  phase: 'idle' | 'making' | 'stopping'
  onMake: (size: ImageSize) => void
  onStop: () => void
}

/** What an image shall show, its size, and what it costs before anything is clicked. */
export function ImageForm({ prompt, onPrompt, price, phase, onMake, onStop }: Props) {
  const [size, setSize] = useState<ImageSize>('square')
  const field = useRef<HTMLTextAreaElement>(null)
  useEarlyTyping(field, prompt, onPrompt)
  const left = PROMPT_LIMIT - prompt.length
  const busy = phase !== 'idle'
  const canMake = !busy && price !== null && prompt.trim() !== '' && left >= 0
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (canMake) onMake(size)
      }}
    >
      <Field
        label="What shall it show?"
        error={left < 0 ? `${-left} characters too many.` : undefined}
      >
        <Textarea
          ref={field}
          value={prompt}
          rows={4}
          readOnly={busy}
          placeholder="A quiet lake in the mountains at dawn"
          onChange={(event) => onPrompt(event.target.value)}
        />
      </Field>
      <Segmented
        label="Size"
        value={size}
        onChange={setSize}
        options={imageSizeKeys.map((key) => ({ value: key, label: imageSizes[key].label }))}
        className={cn('flex w-full *:flex-1', busy && 'pointer-events-none opacity-60')}
      />
      {price === null ? (
        <p className="text-sm text-warn">
          Images have no price at the moment, so none can be made. Nothing is charged.
        </p>
      ) : (
        <div className="flex flex-wrap items-center gap-3">
          {busy ? (
            <Button variant="secondary" onClick={onStop} pending={phase === 'stopping'}>
              Stop
            </Button>
          ) : (
            <Button type="submit" disabled={!canMake}>
              Make image
            </Button>
          )}
          <p className="text-sm text-soft">
            {busy ? (
              <>
                <Credits amount={price} className="text-ink" /> are held. Stopping gives them back.
              </>
            ) : (
              <>
                costs <Credits amount={price} className="text-ink" />, nothing if it fails
              </>
            )}
          </p>
        </div>
      )}
    </form>
  )
}
