'use client'

import { Check, CircleAlert, Clock, X } from 'lucide-react'
import { useEffect, useRef, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import type { AnyProposal } from '@/lib/ai/approvals/view'
import type { ProposalControl } from './use-proposal'

type Props = {
  control: Pick<ProposalControl, 'pending' | 'problem' | 'anew' | 'decline' | 'renew'> & {
    proposal: AnyProposal
  }
  /** What would be done. */
  title: ReactNode
  /** The sum or the day that it is about. */
  figure?: ReactNode
  /** What a screen reader calls the card. */
  label: string
  /** The terms and the consequence, ruled. */
  children: ReactNode
  /** The button that does it. */
  action: ReactNode
  /** What came of it: a sentence, links. */
  outcome: ReactNode
  /** It was confirmed, and came to nothing. */
  isRefused?: boolean
}

/**
 * What the assistant proposes, on a slip: what, the sum, what follows from it, and one button. Once decided the button gives way
 * to what became of it; the terms stay, so that the chat reads as what was agreed to.
 */
export function ProposalSlip({ control, label, title, figure, children, action, ...ended }: Props) {
  const { proposal, pending, problem, anew, decline } = control
  const open = proposal.status === 'proposed'
  return (
    <section
      aria-label={label}
      data-status={proposal.status}
      className={cn('rounded-lg border bg-raised text-sm', open ? 'border-edge/55' : 'border-rule')}
    >
      <div className="flex min-h-12 items-center justify-between gap-4 px-4 py-2.5">
        <p className="text-base font-medium">{title}</p>
        {figure && <p className="shrink-0 text-right text-lg font-semibold">{figure}</p>}
      </div>
      <div className={cn('border-t border-rule px-4 py-1', !open && 'text-soft')}>{children}</div>
      {open && anew && (
        <p
          aria-live="polite"
          className="border-t border-warn-fill/60 bg-warn-wash px-4 py-2.5 text-warn"
        >
          This was worked out anew, and it differs from what you saw. Nothing was done: please look
          again.
        </p>
      )}
      {problem && (
        <p role="alert" className="border-t border-rule px-4 py-2.5 text-danger">
          {problem}
        </p>
      )}
      {open ? (
        <div className="flex flex-wrap items-center gap-2 border-t border-rule px-4 py-3 max-sm:flex-col max-sm:items-stretch">
          {action}
          <Button
            variant="ghost"
            pending={pending === 'decline'}
            disabled={pending !== undefined}
            onClick={decline}
          >
            Not now
          </Button>
        </div>
      ) : (
        <Ended control={control} {...ended} />
      )}
    </section>
  )
}

const looks = {
  done: { Icon: Check, tone: 'text-accent' },
  refused: { Icon: CircleAlert, tone: 'text-danger' },
  expired: { Icon: Clock, tone: 'text-soft' },
  declined: { Icon: X, tone: 'text-soft' },
  running: { Icon: Clock, tone: 'text-soft' },
  unsure: { Icon: CircleAlert, tone: 'text-warn' },
  failed: { Icon: CircleAlert, tone: 'text-danger' },
}

const again: Partial<Record<AnyProposal['status'], string>> = {
  expired: 'Work it out again',
  declined: 'Show it again',
  unsure: 'Look again',
  failed: 'Try again',
}

function Ended({
  control,
  outcome,
  isRefused = false,
}: Pick<Props, 'control' | 'outcome' | 'isRefused'>) {
  const { proposal, pending, renew } = control
  const { status, problem } = proposal
  const said = useRef<HTMLDivElement>(null)
  // The button that was pressed is gone: what came of it takes its place, for the keyboard too.
  useEffect(() => {
    if (document.activeElement === document.body) said.current?.focus({ preventScroll: true })
  }, [])
  if (status === 'proposed') return null
  const words: Record<typeof status, ReactNode> = {
    done: outcome,
    expired: 'This has expired. Nothing was done.',
    declined: 'You said no. Nothing was done.',
    running: 'Confirmed. It is being done.',
    unsure: 'This was confirmed, but its end was never heard of. Look again to see how it stands.',
    failed: problem,
  }
  const { Icon, tone } = looks[status === 'done' && isRefused ? 'refused' : status]
  return (
    <div
      ref={said}
      aria-live="polite"
      tabIndex={-1}
      className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-rule px-4 py-3 outline-none"
    >
      <div className="flex min-w-0 flex-1 basis-64 gap-2.5">
        <Icon aria-hidden="true" className={cn('mt-0.5 size-4 shrink-0', tone)} />
        <div className="min-w-0">{words[status]}</div>
      </div>
      {again[status] && (
        <Button variant="secondary" size="sm" pending={pending === 'renew'} onClick={renew}>
          {again[status]}
        </Button>
      )}
    </div>
  )
}
