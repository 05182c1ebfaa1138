'use client'

import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { Button } from '@/components/ui/button'
import { QUESTION_LIMIT } from '@/lib/ai/messages'

type Props = {
  text: string
  /** How many messages came after it, and would go. */
  later: number
  onCancel: () => void
  onSend: (text: string) => void
}

/** The first answer goes without saying; that more goes is said, and the button names it: so it is confirmed. */
function consequence(later: number): string {
  const removed =
    later > 1
      ? `This question and the ${later} messages after it are removed. `
      : 'Its answer is replaced. '
  return `${removed}What was charged stays on the statement.`
}

/** An earlier question, to be asked in other words. */
export function QuestionEdit({ text, later, onCancel, onSend }: Props) {
  const [edited, setEdited] = useState(text)
  const field = useRef<HTMLTextAreaElement>(null)
  const helpId = useId()
  const left = QUESTION_LIMIT - edited.length
  const canSend = edited.trim() !== '' && left >= 0

  useEffect(() => {
    field.current?.focus()
    field.current?.setSelectionRange(text.length, text.length)
  }, [text])

  const send = () => {
    if (canSend) onSend(edited.trim())
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onCancel()
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || later > 1)
      return
    event.preventDefault()
    send()
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
      className="rounded-xl border border-edge bg-raised p-3 focus-within:border-accent"
    >
      <textarea
        ref={field}
        value={edited}
        rows={1}
        aria-label="Edited question"
        aria-describedby={helpId}
        aria-invalid={left < 0 || undefined}
        onChange={({ target }) => setEdited(target.value)}
        onKeyDown={onKeyDown}
        className="field-sizing-content max-h-60 min-h-9 w-full resize-none bg-transparent px-1 leading-6 outline-none"
      />
      <div className="mt-2 flex flex-wrap items-center justify-end gap-2">
        <p id={helpId} className="min-w-48 flex-1 px-1 text-xs text-soft">
          {left < 0 ? `${-left} characters too many.` : consequence(later)}
        </p>
        <Button variant="ghost" size="sm" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" size="sm" disabled={!canSend}>
          {later > 1 ? 'Remove and send' : 'Send'}
        </Button>
      </div>
    </form>
  )
}
