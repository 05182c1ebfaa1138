import { LedgerSection } from '@/components/layout/ledger-section'
import { PageHeader } from '@/components/ui/page-header'
import { Skeleton } from '@/components/ui/skeleton'

export default function BillingLoading() {
  return (
    <div className="shell pb-16" aria-busy="true">
      <PageHeader title="Billing" description="Your plan, more credits, and what you have paid." />
      <LedgerSection title="Plan">
        <Skeleton className="h-21.5 w-full" />
      </LedgerSection>
      <LedgerSection title="Credits" note="In the order they are used.">
        <Skeleton className="h-21 w-full" />
      </LedgerSection>
      <LedgerSection
        title="What you can use"
        note="From your plan, from promotions, or granted to you. Open a line to see why."
      >
        <Skeleton className="h-112 w-full" />
      </LedgerSection>
      <LedgerSection
        title="Buy credits"
        note="Paid once. They stay until they are spent, whatever happens to the plan."
      >
        <Skeleton className="h-43 w-full" />
      </LedgerSection>
      <LedgerSection title="Redeem a code" note="Each code once. It changes no plan.">
        <Skeleton className="h-10 w-full max-w-96" />
      </LedgerSection>
      <LedgerSection title="Payments" note="With invoice and receipt, as Stripe keeps them.">
        <Skeleton className="h-48 w-full" />
      </LedgerSection>
    </div>
  )
}
