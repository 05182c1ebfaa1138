'use client'

import { useRouter } from 'next/navigation'
import { useState, type ReactNode } from 'react'
import { RefusalNotice } from '@/components/assistant/refusal-notice'
import { Button } from '@/components/ui/button'
import { formatDays } from '@/components/ui/date'
import type { AgentRunView } from '@/lib/ai/agent/messages'
import type { OfferedModel } from '@/lib/ai/models'
import type { ModelId } from '@/lib/catalogue'
import { ReviewForm } from './review-form'
import { RunView } from './run-view'
import { useAgentRun } from './use-agent-run'

type Wanted = { from: string; to: string; model: ModelId }
type NewProps = { today: string; models: OfferedModel[]; initialModel: ModelId }

/** A new review: the form, and what comes of it in its place. */
export function NewReview(props: NewProps) {
  const [id, setId] = useState(() => crypto.randomUUID() as string)
  return <Review key={id} id={id} {...props} onAgain={() => setId(crypto.randomUUID())} />
}

function Review({
  id,
  today,
  models,
  initialModel,
  onAgain,
}: NewProps & { id: string; onAgain: () => void }) {
  const run = useAgentRun({ id, initial: null })
  const router = useRouter()
  const [asked, setAsked] = useState<Wanted>()
  const begun = asked !== undefined && (run.phase !== 'idle' || run.answer !== undefined)
  return (
    <div className="space-y-6">
      {begun && (
        <>
          <Heading days={asked} running={run.phase !== 'idle'} onStop={() => void run.halt()}>
            {/* What failed cost nothing, and is the same request when it is sent again. */}
            {run.answer?.metadata?.status === 'failed' && (
              <Button size="sm" onClick={() => run.start(asked)}>
                Try again
              </Button>
            )}
            <Button
              variant="secondary"
              size="sm"
              onClick={() => {
                router.refresh()
                onAgain()
              }}
            >
              Another review
            </Button>
          </Heading>
          <RunView answer={run.answer} steps={run.steps} phase={run.phase} />
        </>
      )}
      {/* Kept while a review runs: one that is refused has not lost what was chosen. */}
      <div hidden={begun}>
        <ReviewForm
          today={today}
          models={models}
          initialModel={initialModel}
          pending={run.phase === 'sending'}
          onStart={(wanted) => {
            setAsked(wanted)
            run.start(wanted)
          }}
        />
      </div>
      {run.refusal && (
        <RefusalNotice
          what="review"
          refusal={run.refusal}
          draftAt="/agents"
          onDismiss={run.dismiss}
        />
      )}
    </div>
  )
}

/** A kept one, also while it is still being written elsewhere. */
export function KeptReview({ run: kept }: { run: AgentRunView }) {
  const run = useAgentRun({ id: kept.id, initial: kept })
  return (
    <div className="space-y-6">
      <Heading days={kept} running={run.phase !== 'idle'} onStop={() => void run.halt()} />
      <RunView answer={run.answer} steps={run.steps} phase={run.phase} />
    </div>
  )
}

type HeadingProps = {
  days: { from: string; to: string }
  running: boolean
  onStop: () => void
  /** Once it has ended. */
  children?: ReactNode
}

function Heading({ days, running, onStop, children }: HeadingProps) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <h2 className="text-xl font-semibold">{formatDays(days.from, days.to)}</h2>
      {running ? (
        <Button variant="secondary" size="sm" onClick={onStop}>
          Stop
        </Button>
      ) : (
        <div className="flex gap-2">{children}</div>
      )}
    </div>
  )
}
