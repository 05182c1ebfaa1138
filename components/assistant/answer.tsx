'use client'

import { memo } from 'react'
import { Spinner } from '@/components/ui/spinner'
import type { AssistantMessage } from '@/lib/ai/messages'
import { AnswerFooter } from './answer-footer'
import { Markdown } from './markdown'
import { isToolPart, ToolCard } from './tool-card'
import type { Phase } from './use-conversation'

type Props = {
  message: AssistantMessage
  /** Of this answer: an older one is always `idle`. */
  phase: Phase
  /** Micro-credits, while it is being written. */
  costSoFar: number | undefined
  onAgain: (() => void) | undefined
}

export const Answer = memo(function Answer({ message, phase, costSoFar, onAgain }: Props) {
  const running = phase !== 'idle'
  const shown = message.parts.filter((part) => part.type !== 'step-start')
  const lastPart = shown.at(-1)
  const silent = lastPart?.type !== 'text' || lastPart.text === ''
  return (
    <li className="group space-y-4">
      <span className="sr-only">Assistant: </span>
      {shown.map((part, index) => {
        if (part.type === 'text')
          return (
            // oxlint-disable-next-line react/no-array-index-key -- parts are only ever appended
            <Markdown key={index} streaming={running && part === lastPart}>
              {part.text}
            </Markdown>
          )
        return isToolPart(part) ? <ToolCard key={part.toolCallId} part={part} /> : null
      })}
      {running && silent && (
        <p className="flex h-6 items-center gap-2 text-sm text-soft">
          <Spinner className="size-3.5" />
          {phase === 'following' ? 'Still answering' : 'Thinking'}
        </p>
      )}
      <AnswerFooter message={message} running={running} costSoFar={costSoFar} onAgain={onAgain} />
    </li>
  )
})
