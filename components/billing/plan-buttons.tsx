import Link from 'next/link'
import type { SubscriptionView } from '@/lib/billing'
import { Button } from '@/components/ui/button'
import { PlanCancel } from './plan-cancel'
import { PortalButton } from './portal-button'

const canChange = (status: string) => status === 'active' || status === 'trialing'

/** What can be done about the plan now. */
export function PlanButtons({ subscription }: { subscription: SubscriptionView | null }) {
  if (!subscription)
    return (
      <Button asChild>
        <Link href="/pricing">Choose a plan</Link>
      </Button>
    )
  const { status, cancelAt, planName, currentPeriodEnd } = subscription
  const free = canChange(status) && !cancelAt
  return (
    <div className="flex flex-wrap items-start gap-2">
      <Button asChild variant={free ? 'primary' : 'secondary'}>
        <Link href="/pricing">{free ? 'Change the plan' : 'Compare the plans'}</Link>
      </Button>
      <PortalButton>Card and invoices</PortalButton>
      {!cancelAt && status !== 'incomplete' && (
        <PlanCancel
          planName={planName}
          endsAt={currentPeriodEnd}
          state={status === 'trialing' ? 'trial' : canChange(status) ? 'paid' : 'unpaid'}
        />
      )}
    </div>
  )
}
