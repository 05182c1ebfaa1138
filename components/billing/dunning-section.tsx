import { Money } from '@/components/ui/amount'
import { Alert } from '@/components/ui/alert'
import { formatDay } from '@/components/ui/date'
import { LedgerSection } from '@/components/layout/ledger-section'
import { cardOf, owedBy, type Owed } from '@/lib/billing'
import { cardName } from './card-words'
import { DunningButtons } from './dunning-buttons'
import { dunningWords } from './dunning-words'

/** What of the plan is unpaid, why, what comes next, and how to pay it. Nothing while nothing is. */
export async function DunningSection({ userId }: { userId: string }) {
  const [owed, card] = await Promise.all([owedBy(userId), cardOf(userId)])
  if (owed.length === 0) return null
  return (
    <LedgerSection id="owed" title="Open payment" note="Your plan’s renewal that is not paid.">
      <div className="grid gap-8">
        {owed.map((one) => (
          <OwedRenewal key={one.invoiceId} owed={one} card={card && cardName(card)} />
        ))}
      </div>
    </LedgerSection>
  )
}

function OwedRenewal({ owed, card }: { owed: Owed; card: string | null }) {
  const { tone, title, meanwhile, next } = dunningWords(owed)
  return (
    <div className="grid gap-4">
      <Alert tone={tone} title={title}>
        {owed.reason} {meanwhile}
      </Alert>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-4">
        <div>
          <p className="text-2xl font-semibold tracking-tight">
            <Money minor={owed.amountMinor} currency={owed.currency} />
          </p>
          <p className="mt-1 max-w-md text-sm text-soft">
            Open since {formatDay(owed.since)}. {next}
          </p>
        </div>
        <DunningButtons owed={owed} card={card} />
      </div>
    </div>
  )
}
