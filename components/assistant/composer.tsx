'use client'

import { ArrowUp, Square } from 'lucide-react'
import type { ClipboardEvent, KeyboardEvent, Ref } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { QUESTION_LIMIT } from '@/lib/ai/messages'
import type { OfferedModel } from '@/lib/ai/models'
import type { ModelId } from '@/lib/catalogue'
import { AttachButton } from './attach-button'
import { FileChips } from './file-chips'
import { ModelChooser } from './model-chooser'
import type { Phase } from './use-conversation'
import { useFileDrop } from './use-file-drop'
import type { useFiles } from './use-files'

/** From this many characters on the count is shown: before, it says nothing anybody needs. */
const COUNT_FROM = QUESTION_LIMIT * 0.8

type Props = {
  ref: Ref<HTMLTextAreaElement>
  value: string
  onChange: (text: string) => void
  phase: Phase
  files: Pick<ReturnType<typeof useFiles>, 'attached' | 'uploading' | 'add' | 'remove'>
  models: OfferedModel[]
  model: ModelId
  onModel: (model: ModelId) => void
  onSend: (text: string) => void
  onStop: () => void
}

export function Composer(props: Props) {
  const { ref, value, onChange, phase, files, onSend, onStop } = props
  const left = QUESTION_LIMIT - value.length
  const canSend = phase === 'idle' && value.trim() !== '' && left >= 0 && !files.uploading
  const canStop = phase === 'streaming' || phase === 'following'

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Escape' && canStop) onStop()
    // Enter also ends a word in an input method for Chinese or Japanese: that is not a send.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    if (canSend) onSend(value.trim())
  }

  const over = useFileDrop(files.add)
  const onPaste = ({ clipboardData }: ClipboardEvent) => {
    if (clipboardData.files.length > 0) files.add(clipboardData.files)
  }
  const price = props.models.find(({ id }) => id === props.model)?.price?.input

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (canSend) onSend(value.trim())
      }}
    >
      <FileChips attached={files.attached} perThousand={price} onRemove={files.remove} />
      {over && <p className="pb-2 text-sm text-accent">Drop the files to attach them.</p>}
      <div className="flex items-end gap-2 rounded-xl border border-edge bg-raised py-1.5 pr-1.5 pl-3.5 transition-colors focus-within:border-accent focus-within:outline-2 focus-within:outline-accent hover:border-ink/60">
        <AttachButton onFiles={files.add} />
        <textarea
          ref={ref}
          value={value}
          rows={1}
          aria-label="Message"
          aria-describedby="composer-help"
          aria-invalid={left < 0 || undefined}
          placeholder="Ask anything"
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          className="field-sizing-content max-h-48 min-h-9 flex-1 resize-none bg-transparent py-1.5 leading-6 outline-none placeholder:text-soft"
        />
        {phase === 'idle' || phase === 'sending' ? (
          <Button
            type="submit"
            size="icon"
            aria-label="Send"
            disabled={!canSend}
            pending={phase === 'sending'}
            className="rounded-lg disabled:bg-rule disabled:text-soft disabled:opacity-100"
          >
            <ArrowUp aria-hidden="true" />
          </Button>
        ) : (
          <Button
            size="icon"
            variant="secondary"
            aria-label="Stop"
            onClick={onStop}
            className="rounded-lg"
          >
            <Square aria-hidden="true" className="fill-current" />
          </Button>
        )}
      </div>
      <div className="mt-1 flex items-center justify-between gap-4 eyebrow">
        <ModelChooser models={props.models} chosen={props.model} onChoose={props.onModel} />
        <p id="composer-help" className="px-1 text-right">
          {value.length >= COUNT_FROM ? (
            <span className={cn('num', left < 0 && 'text-danger')}>
              {left < 0 ? `${-left} too many` : `${left} left`}
            </span>
          ) : (
            <>
              <span className="hidden md:inline">Enter sends, Shift+Enter starts a line. </span>
              Charged for what it uses.
            </>
          )}
        </p>
      </div>
    </form>
  )
}
