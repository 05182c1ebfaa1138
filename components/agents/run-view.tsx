'use client'

import { Check } from 'lucide-react'
import Link from 'next/link'
import { Markdown } from '@/components/assistant/markdown'
import { Credits } from '@/components/ui/amount'
import { Spinner } from '@/components/ui/spinner'
import type { AgentMessage } from '@/lib/ai/agent/messages'
import type { StepCost } from '@/lib/ai/messages'
import { microCredits } from '@/lib/credits/unit'
import { stepsOf, type Step } from './steps'
import type { AgentPhase } from './use-agent-run'

type Props = {
  answer: AgentMessage | undefined
  steps: StepCost[]
  phase: AgentPhase
}

/** What the agent did, step by step with what each cost, and the report it came to. */
export function RunView({ answer, steps: costs, phase }: Props) {
  const running = phase !== 'idle'
  const { steps, report } = stepsOf(answer?.parts ?? [], costs)
  const metadata = answer?.metadata
  const cost = running ? costs.reduce((sum, { cost }) => sum + cost, 0) : (metadata?.cost ?? 0)
  return (
    <div className="grid gap-x-14 gap-y-8 lg:grid-cols-[minmax(0,1fr)_minmax(0,20rem)]">
      <section aria-label="Report" className="min-w-0 space-y-4">
        {report === '' ? (
          <p className="flex h-6 items-center gap-2 text-sm text-soft">
            {running && <Spinner className="size-3.5" />}
            {running ? 'The report comes when all has been looked at.' : 'No report was written.'}
          </p>
        ) : (
          <Markdown streaming={running}>{report}</Markdown>
        )}
        {!running && metadata?.error && (
          <p role="alert" className="border-l-2 border-danger pl-3 text-sm">
            {metadata.error.message}{' '}
            {metadata.error.code === 'insufficient_credits' && (
              <Link href="/billing#buy" className="text-accent underline underline-offset-4">
                Top up
              </Link>
            )}
          </p>
        )}
        {!running && metadata?.status === 'partial' && !metadata.error && (
          <p className="border-l-2 border-edge pl-3 text-sm text-soft">
            Stopped. Only what was done by then was charged.
          </p>
        )}
      </section>
      <section aria-label="Steps" className="lg:border-l lg:border-rule lg:pl-8">
        <h2 className="eyebrow">Steps</h2>
        <ol className="mt-2 border-t border-rule" aria-live="polite">
          {steps.map((step, index) => (
            // Steps are only ever appended.
            // oxlint-disable-next-line react/no-array-index-key
            <StepLine key={index} step={step} running={running && index === steps.length - 1} />
          ))}
          {steps.length === 0 && (
            <li className="border-b border-rule py-2.5 text-sm text-soft">
              {running ? 'Beginning' : 'Nothing was done.'}
            </li>
          )}
        </ol>
        <p className="mt-3 flex items-baseline justify-between gap-4 text-sm">
          <span className="text-soft">{running ? 'So far' : 'In all'}</span>
          <span data-testid="agent-cost" data-micro={cost}>
            <Credits amount={microCredits(cost)} />
          </span>
        </p>
        {!running && metadata && cost > 0 && (
          <p className="mt-1 text-sm">
            <Link
              href={`/usage?request=${metadata.requestId}#statement`}
              className="text-accent underline decoration-accent/35 underline-offset-4 hover:decoration-accent"
            >
              Why was I charged?
            </Link>
          </p>
        )}
      </section>
    </div>
  )
}

function StepLine({ step, running }: { step: Step; running: boolean }) {
  return (
    <li className="flex items-start gap-2.5 border-b border-rule py-2.5 text-sm">
      {running ? (
        <Spinner className="mt-1 size-3.5 shrink-0" />
      ) : (
        <Check className="mt-1 size-3.5 shrink-0 text-accent" aria-hidden="true" />
      )}
      <span className="min-w-0 flex-1">
        {step.did}
        {step.model && <span className="block text-xs text-soft">{step.model}</span>}
      </span>
      {step.cost !== undefined && <Credits amount={microCredits(step.cost)} />}
    </li>
  )
}
