import { LedgerSection } from '@/components/layout/ledger-section'
import { Alert } from '@/components/ui/alert'
import { Credits, Money } from '@/components/ui/amount'
import { formatDay } from '@/components/ui/date'
import { overageView, type OverageView } from '@/lib/billing'
import { credits } from '@/lib/credits/unit'
import { OverageForm } from './overage-form'
import { TurnOffOverage } from './overage-off'

/** Going on past the balance: what it costs, up to where, and what the next invoice will hold for it so far. */
export async function OverageSection({ userId }: { userId: string }) {
  const { offer, setting, period } = await overageView(userId)
  const on = setting?.enabled ? setting : null
  const offered = 'reason' in offer ? null : offer
  return (
    <LedgerSection
      id="overage"
      title="Overage"
      note="Go on when credits are used up, and pay for it with the next invoice."
    >
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-4">
        {on ? (
          <div>
            <p>
              <Money minor={on.perThousandMinor} /> for <Credits amount={credits(1_000)} />, at most{' '}
              <Money minor={on.capMinor} /> a billing period
            </p>
            {!period && <p className="text-sm text-soft">It waits until your plan is paid.</p>}
          </div>
        ) : (
          <p className="text-soft">
            {offered ? (
              <>
                Off. It would be <Money minor={offered.perThousandMinor} /> for{' '}
                <Credits amount={credits(1_000)} />, up to a cap you choose.
              </>
            ) : (
              'reason' in offer && offer.reason
            )}
          </p>
        )}
        <div className="flex gap-1">
          {offered && (
            <OverageForm
              setting={setting}
              perThousandMinor={on?.perThousandMinor ?? offered.perThousandMinor}
            />
          )}
          {on && <TurnOffOverage />}
        </div>
      </div>
      {setting && period && (on || period.used > 0) && (
        <Used period={period} capMinor={setting.capMinor} />
      )}
    </LedgerSection>
  )
}

type UsedProps = { period: NonNullable<OverageView['period']>; capMinor: number }

/** What was used so far, as a bar up to the cap. */
function Used({ period: { used, usedMinor, cap, end }, capMinor }: UsedProps) {
  const share = cap > 0 ? Math.min(100, (used / cap) * 100) : 0
  const reached = share > 98
  return (
    <div className="mt-5">
      <div className="h-1.5 w-full overflow-hidden rounded-xs bg-rule" aria-hidden="true">
        <div
          className={reached ? 'h-full bg-warn-fill' : 'h-full bg-accent'}
          style={{ width: `${share}%` }}
        />
      </div>
      <p className="mt-2 flex flex-wrap justify-between gap-x-6 text-sm text-soft">
        <span>
          <Credits amount={used} className="text-ink" /> used since the period began
        </span>
        <span>
          <Money minor={usedMinor} className="text-ink" /> on the invoice of {formatDay(end)}
        </span>
      </p>
      {reached && (
        <Alert tone="warn" className="mt-4" title="The cap is reached">
          What would go past <Money minor={capMinor} /> is refused until {formatDay(end)}. Raise the
          cap, or buy a pack.
        </Alert>
      )}
    </div>
  )
}
