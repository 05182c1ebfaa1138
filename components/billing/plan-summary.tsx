import Link from 'next/link'
import type { BillingSummary } from '@/lib/billing'
import { Money } from '@/components/ui/amount'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { formatDay } from '@/components/ui/date'
import { plans } from '@/lib/catalogue'
import { formatCredits, unit } from '@/lib/credits/format'
import { credits } from '@/lib/credits/unit'

const isUnpaid = (status: string) => status === 'past_due' || status === 'unpaid'

/** The plan, what it costs, and what happens next with it. */
export function PlanSummary({ summary }: { summary: BillingSummary }) {
  const { planName, creditsPerMonth, subscription } = summary
  return (
    <>
      <div className="flex min-h-21.5 flex-wrap items-start justify-between gap-x-6 gap-y-4">
        <div>
          <p className="text-2xl font-semibold tracking-tight">{planName}</p>
          <p className="mt-1 text-soft">
            <span className="num">{formatCredits(credits(creditsPerMonth))}</span> {unit.word} a
            month
            {subscription && (
              <>
                {', '}
                <Money
                  minor={plans[subscription.planKey].prices[subscription.interval].unitAmount}
                />{' '}
                a {subscription.interval}
              </>
            )}
          </p>
          {subscription?.renewsAt && !isUnpaid(subscription.status) && (
            <p className="text-soft">Renews on {formatDay(subscription.renewsAt)}</p>
          )}
        </div>
        <Button asChild variant={subscription ? 'secondary' : 'primary'}>
          <Link href="/pricing">{subscription ? 'Compare the plans' : 'Choose a plan'}</Link>
        </Button>
      </div>
      {subscription && <PlanNotice subscription={subscription} />}
    </>
  )
}

function PlanNotice({
  subscription,
}: {
  subscription: NonNullable<BillingSummary['subscription']>
}) {
  const { status, planName, cancelAt, hasAccess } = subscription
  if (isUnpaid(status))
    return (
      <Alert
        tone={hasAccess ? 'warn' : 'danger'}
        className="mt-5"
        title="The last renewal was not paid"
      >
        {hasAccess
          ? `${planName} goes on meanwhile, and Stripe tries the card again by itself. `
          : `${planName} is paused; your own credits can still be spent. `}
        The failed payment is listed below, with a link to pay it.
      </Alert>
    )
  if (status === 'incomplete')
    return (
      <Alert tone="warn" className="mt-5" title="The first payment is not finished">
        {planName} starts when it is. Nothing was charged so far.
      </Alert>
    )
  if (cancelAt)
    return (
      <Alert tone="info" className="mt-5" title={`${planName} ends on ${formatDay(cancelAt)}`}>
        Until then everything stays as it is. Nothing more will be charged for it, and credits you
        bought stay.
      </Alert>
    )
  return null
}
