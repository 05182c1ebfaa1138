import type { BillingSummary } from '@/lib/billing'
import { Money } from '@/components/ui/amount'
import { formatDay } from '@/components/ui/date'
import { plans } from '@/lib/catalogue'
import { formatCredits, unit } from '@/lib/credits/format'
import { credits } from '@/lib/credits/unit'
import { PlanButtons } from './plan-buttons'
import { PlanNotices } from './plan-notices'

const isUnpaid = (status: string) => status === 'past_due' || status === 'unpaid'

/** The plan, what it costs, and what happens next with it. */
export function PlanSummary({ summary }: { summary: BillingSummary }) {
  const { planKey, planName, creditsPerMonth, subscription } = summary
  return (
    <>
      <div className="flex min-h-21.5 flex-wrap items-start justify-between gap-x-6 gap-y-4">
        <div>
          <p className="text-2xl font-semibold tracking-tight">{planName}</p>
          <p className="mt-1 text-soft">
            <span className="num">{formatCredits(credits(creditsPerMonth))}</span> {unit.word} a
            month
            {subscription?.planKey === planKey && (
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
            <p className="text-soft">
              {subscription.status === 'trialing' ? 'First payment' : 'Renews'} on{' '}
              {formatDay(subscription.renewsAt)}
            </p>
          )}
        </div>
        <PlanButtons subscription={subscription} />
      </div>
      {subscription && <PlanNotices subscription={subscription} />}
    </>
  )
}
