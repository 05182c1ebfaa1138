import type { SubscriptionView } from '@/lib/billing'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { formatDay, formatInstant } from '@/components/ui/date'
import { resumePlanAction, undoDowngradeAction } from '@/lib/billing/actions'
import { ActButton } from './act-button'

type Notice = { subscription: SubscriptionView }

/** What is to become of the plan: an end, a change that is planned, an upgrade that waits for its payment. */
export function PlanNotices({ subscription }: Notice) {
  const { status, planName, cancelAt, trialEnd } = subscription
  return (
    <div className="mt-5 grid gap-3 empty:hidden">
      {status === 'incomplete' && (
        <Alert tone="warn" title="The first payment is not finished">
          {planName} starts when it is. Nothing was charged so far.
        </Alert>
      )}
      <PendingUpgrade subscription={subscription} />
      <PlannedChange subscription={subscription} />
      {cancelAt && (
        <Alert
          tone="info"
          title={`${planName} ends on ${formatDay(cancelAt)}`}
          action={
            <ActButton act={resumePlanAction} variant="secondary" size="sm">
              Resume {planName}
            </ActButton>
          }
        >
          Until then everything stays as it is. Nothing more will be charged for it, and credits you
          bought stay.
        </Alert>
      )}
      {status === 'trialing' && trialEnd && !cancelAt && (
        <Alert tone="info" title={`The trial ends on ${formatDay(trialEnd)}`}>
          Nothing has been charged. On that day the first payment is taken and the plan’s own
          credits arrive; cancelling before costs nothing.
        </Alert>
      )}
    </div>
  )
}

function PendingUpgrade({ subscription: { pending, planName } }: Notice) {
  if (!pending) return null
  return (
    <Alert
      tone="warn"
      title={`The change to ${pending.planName} waits for its payment`}
      action={
        pending.url && (
          <Button asChild variant="secondary" size="sm">
            <a href={pending.url}>Finish the payment</a>
          </Button>
        )
      }
    >
      You are on {planName} meanwhile and nothing was charged. Unpaid it lapses by itself on{' '}
      {formatInstant(pending.at)}.
    </Alert>
  )
}

const intervalWords = { month: 'monthly', year: 'yearly' } as const

function PlannedChange({ subscription: { next, planName } }: Notice) {
  if (!next) return null
  return (
    <Alert
      tone="info"
      title={`On ${formatDay(next.at)} you change to ${next.planName}, ${intervalWords[next.interval]}`}
      action={
        <ActButton act={undoDowngradeAction} variant="secondary" size="sm">
          Keep {planName}
        </ActButton>
      }
    >
      Until then {planName} stays as it is. Credits you bought stay.
    </Alert>
  )
}
