'use client'

import { ThumbsDown, ThumbsUp } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { toastError } from '@/components/ui/toaster'
import { rateAnswerAction } from '@/lib/ai/actions'
import type { Feedback as Given } from '@/lib/ai/feedback'
import { useChatLink } from './chat-context'

const looks = {
  up: { Icon: ThumbsUp, label: 'Good answer' },
  down: { Icon: ThumbsDown, label: 'Bad answer' },
}

/** What the reader thinks of an answer. The buttons show at once what was pressed, and go back if it could not be kept. */
export function useFeedback(messageId: string, kept: Given | undefined) {
  const { chatId } = useChatLink()
  const [mine, setMine] = useState<{ value: Given | null }>()
  const [commenting, setCommenting] = useState(false)
  const value = mine ? mine.value : (kept ?? null)

  const rate = async (feedback: Given | null) => {
    const before = mine
    setMine({ value: feedback })
    const state = await rateAnswerAction({ chatId, messageId, feedback }).catch(() => null)
    if (state?.status === 'ok') return
    setMine(before)
    void toastError(
      state?.status === 'error'
        ? state.message
        : 'The server could not be reached. Please try again.',
    )
  }

  return {
    value,
    commenting,
    press: (verdict: Given['verdict']) => {
      const off = value?.verdict === verdict
      setCommenting(!off)
      void rate(off ? null : { verdict, comment: null })
    },
    say: (comment: string) => {
      setCommenting(false)
      if (value) void rate({ ...value, comment: comment.trim() || null })
    },
    openComment: () => setCommenting(true),
    close: () => setCommenting(false),
  }
}

type Control = ReturnType<typeof useFeedback>

export function FeedbackButtons({ control }: { control: Control }) {
  return (['up', 'down'] as const).map((verdict) => {
    const { Icon, label } = looks[verdict]
    const pressed = control.value?.verdict === verdict
    return (
      <Button
        key={verdict}
        variant="ghost"
        size="icon"
        aria-label={label}
        aria-pressed={pressed}
        className={cn('size-8', pressed ? 'text-accent' : 'text-soft')}
        onClick={() => control.press(verdict)}
      >
        <Icon aria-hidden="true" className={cn(pressed && 'fill-current')} />
      </Button>
    )
  })
}

/** After a thumb: room for words, for who has some. */
export function FeedbackComment({ control }: { control: Control }) {
  const [text, setText] = useState(control.value?.comment ?? '')
  if (!control.commenting || !control.value) return null
  const send = (event: FormEvent) => {
    event.preventDefault()
    control.say(text)
  }
  return (
    <form onSubmit={send} className="rounded-lg border border-rule bg-raised p-3">
      <label className="grid gap-1.5 text-sm">
        {control.value.verdict === 'up' ? 'What was good about it?' : 'What was wrong with it?'}
        <textarea
          value={text}
          rows={2}
          maxLength={1_000}
          placeholder="If you like"
          onChange={({ target }) => setText(target.value)}
          className="field-sizing-content max-h-40 min-h-16 w-full resize-none rounded-md border border-edge bg-raised px-3 py-2 placeholder:text-soft"
        />
      </label>
      <div className="mt-2 flex justify-end gap-2">
        <Button variant="ghost" size="sm" onClick={control.close}>
          Close
        </Button>
        <Button type="submit" size="sm" variant="secondary">
          Send comment
        </Button>
      </div>
    </form>
  )
}
