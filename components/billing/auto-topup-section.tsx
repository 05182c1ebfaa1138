import { LedgerSection } from '@/components/layout/ledger-section'
import { Credits, Money } from '@/components/ui/amount'
import { autoTopUpView } from '@/lib/billing'
import { packs } from '@/lib/catalogue'
import { credits } from '@/lib/credits/unit'
import { AutoTopUpAttempts } from './auto-topup-attempts'
import { TurnOffAutoTopUp } from './auto-topup-buttons'
import { AutoTopUpForm } from './auto-topup-form'
import { AutoTopUpNotice } from './auto-topup-notice'
import { cardName } from './card-words'

/** A pack that is bought by itself when credits run low: what was agreed to, how it goes, and what was bought lately. */
export async function AutoTopUpSection({ userId }: { userId: string }) {
  const view = await autoTopUpView(userId)
  const { setting, attempts, boughtMinor } = view
  const on = setting?.enabled ? setting : null
  return (
    <LedgerSection
      id="auto-top-up"
      title="Auto top-up"
      note="A pack bought by itself when credits run low, up to a limit of yours."
    >
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-4">
        {on ? (
          <div>
            <p>
              <Credits amount={credits(packs[on.pack].credits)} /> for{' '}
              <Money minor={packs[on.pack].unitAmount} /> when less than{' '}
              <Credits amount={on.threshold} /> are left
            </p>
            <p className="text-sm text-soft">
              <Money minor={boughtMinor} /> of at most <Money minor={on.monthlyCapMinor} /> this
              month
              {on.card && <>, charged to {cardName(on.card)}</>}
            </p>
          </div>
        ) : (
          <p className="text-soft">
            Off. Nothing is charged without you, and what would cost more than you have is refused.
          </p>
        )}
        <div className="flex gap-1">
          <AutoTopUpForm setting={setting} />
          {on && <TurnOffAutoTopUp />}
        </div>
      </div>
      {on && <AutoTopUpNotice view={view} setting={on} />}
      {attempts.length > 0 && <AutoTopUpAttempts attempts={attempts} />}
    </LedgerSection>
  )
}
