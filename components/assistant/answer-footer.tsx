'use client'

import { Check, Copy, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { Credits } from '@/components/ui/amount'
import { Button } from '@/components/ui/button'
import { Tooltip } from '@/components/ui/tooltip'
import { toastError } from '@/components/ui/toaster'
import { tokensText } from '@/components/credits/words'
import type { AnswerMetadata, AssistantMessage } from '@/lib/ai/messages'
import type { MicroCredits } from '@/lib/credits/unit'
import { FeedbackButtons, FeedbackComment, useFeedback } from './feedback'

type Props = {
  message: AssistantMessage
  running: boolean
  costSoFar: number | undefined
  onAgain: (() => void) | undefined
}

/** What an answer cost, what went wrong with it, and what can be done with it. Keeps its height while it is written. */
export function AnswerFooter({ message, running, costSoFar, onAgain }: Props) {
  const { metadata } = message
  const cost = running ? costSoFar : metadata?.cost
  const text = message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('\n\n')
  const failed = !running && metadata?.error
  // Nothing so far is no news, and a failure says itself that nothing was charged.
  const feedback = useFeedback(message.id, metadata?.feedback)
  const rated = !running && (metadata?.status === 'complete' || metadata?.status === 'partial')
  const costShown = cost === 0 && (running || failed) ? undefined : cost
  return (
    <footer className="space-y-2">
      {failed && (
        <p role="alert" className="border-l-2 border-danger pl-3 text-sm">
          {metadata.error?.message}
        </p>
      )}
      {!running && !failed && metadata?.status === 'partial' && (
        <p className="border-l-2 border-edge pl-3 text-sm text-soft">
          Stopped. Only what was written was charged.
        </p>
      )}
      {!running && metadata && <AnsweredInstead metadata={metadata} />}
      <div className="-mr-3 flex h-8 items-center gap-1 text-sm text-soft">
        {costShown !== undefined && (
          <Cost cost={costShown} metadata={running ? undefined : metadata} />
        )}
        <span className="flex-1" />
        {!running && text !== '' && <CopyButton text={text} />}
        {rated && <FeedbackButtons control={feedback} />}
        {onAgain && (
          <Button
            variant="ghost"
            size="sm"
            className="text-soft"
            onClick={onAgain}
            aria-label={metadata?.status === 'failed' ? 'Try again' : 'Answer again'}
          >
            <RotateCcw aria-hidden="true" />
            <span className="max-sm:sr-only">
              {metadata?.status === 'failed' ? 'Try again' : 'Answer again'}
            </span>
          </Button>
        )}
      </div>
      {rated && <FeedbackComment control={feedback} />}
    </footer>
  )
}

/** Said quietly where another model or provider had to answer than the one that was asked. */
function AnsweredInstead({ metadata: { model, answeredBy } }: { metadata: AnswerMetadata }) {
  if (!answeredBy || (answeredBy.model === model && answeredBy.provider === 'primary')) return null
  return (
    <p className="text-sm text-soft" data-testid="answered-instead">
      {answeredBy.model === model
        ? 'Answered by our second provider: the first one did not answer.'
        : `Answered by ${answeredBy.model}, at its price: ${model} did not answer.`}
    </p>
  )
}

function Cost({ cost, metadata }: { cost: number; metadata: AnswerMetadata | undefined }) {
  if (cost === 0) return <span data-testid="answer-cost">Nothing was charged</span>
  const figure = (
    <span className="whitespace-nowrap">
      cost{' '}
      <span data-testid="answer-cost" data-micro={cost}>
        <Credits amount={cost as MicroCredits} className="text-ink" />
      </span>
    </span>
  )
  if (!metadata) return figure
  const calls = metadata.calls === 1 ? '1 model call' : `${metadata.calls} model calls`
  const answeredBy = metadata.answeredBy ? ` of ${metadata.answeredBy.model}` : ''
  return (
    <Tooltip
      side="top"
      content={`${calls}${answeredBy}: ${tokensText(metadata)}${metadata.estimated ? ', partly estimated' : ''}`}
    >
      <button type="button" className="rounded-sm">
        {figure}
      </button>
    </Tooltip>
  )
}

function CopyButton({ text }: { text: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
      setTimeout(() => setCopied(false), 2_000)
    } catch {
      void toastError('The browser did not allow copying.')
    }
  }
  return (
    <Button variant="ghost" size="sm" className="text-soft" onClick={() => void copy()}>
      {copied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
      <span className="max-sm:sr-only">{copied ? 'Copied' : 'Copy'}</span>
    </Button>
  )
}
