import type { Metadata } from 'next'
import Link from 'next/link'
import { AutoTopUpSection } from '@/components/billing/auto-topup-section'
import { CanUseSection } from '@/components/billing/can-use-section'
import { CardSection } from '@/components/billing/card-section'
import { DunningSection } from '@/components/billing/dunning-section'
import { OverageSection } from '@/components/billing/overage-section'
import { PackList } from '@/components/billing/pack-list'
import { PaymentList } from '@/components/billing/payment-list'
import { PlanSummary } from '@/components/billing/plan-summary'
import { RedeemSection } from '@/components/billing/redeem-section'
import { BalanceSummary } from '@/components/credits/balance-summary'
import { LedgerSection } from '@/components/layout/ledger-section'
import { Button } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { requireUser } from '@/lib/auth'
import { billingSummary, listPayments } from '@/lib/billing'

export const metadata: Metadata = { title: 'Billing' }

const PAYMENTS = 12

export default async function BillingPage({ searchParams }: PageProps<'/billing'>) {
  const user = await requireUser('/billing')
  const { before, code } = await searchParams
  const cursor = typeof before === 'string' ? before : undefined
  const [summary, { payments, nextCursor }] = await Promise.all([
    billingSummary(user.id),
    listPayments(user.id, { cursor, limit: PAYMENTS }),
  ])
  return (
    <div className="shell pb-16">
      <PageHeader title="Billing" description="Your plan, more credits, and what you have paid." />
      <DunningSection userId={user.id} />
      <LedgerSection title="Plan">
        <PlanSummary summary={summary} />
      </LedgerSection>
      <LedgerSection title="Credits" note="In the order they are used.">
        <BalanceSummary />
      </LedgerSection>
      <CanUseSection userId={user.id} />
      <LedgerSection
        id="buy"
        title="Buy credits"
        note="Paid once. They stay until they are spent, whatever happens to the plan."
      >
        <PackList signedIn />
      </LedgerSection>
      <RedeemSection code={typeof code === 'string' ? code.slice(0, 40) : undefined} />
      <AutoTopUpSection userId={user.id} />
      <OverageSection userId={user.id} />
      <CardSection userId={user.id} />
      <LedgerSection title="Payments" note="With invoice and receipt, as Stripe keeps them.">
        {payments.length > 0 ? (
          <PaymentList payments={payments} />
        ) : (
          <p className="text-soft">
            {cursor
              ? 'Nothing older.'
              : 'You have paid nothing yet. A plan or a pack of credits would be the first line.'}
          </p>
        )}
        <nav aria-label="Pages of the payments" className="mt-4 flex justify-between gap-4">
          {cursor ? (
            <Button asChild variant="ghost" size="sm">
              <Link href="/billing">Newest</Link>
            </Button>
          ) : (
            <span />
          )}
          {nextCursor && (
            <Button asChild variant="secondary" size="sm">
              <Link href={`/billing?before=${nextCursor}`}>Older</Link>
            </Button>
          )}
        </nav>
      </LedgerSection>
    </div>
  )
}
