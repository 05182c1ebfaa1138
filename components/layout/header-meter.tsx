'use client'

import Link from 'next/link'
import { useBalance } from '@/components/credits/balance-provider'
import { forecastText } from '@/components/credits/forecast-text'
import { Meter } from '@/components/credits/meter'
import { NotCurrent } from '@/components/credits/not-current'
import { meterTone, nextExpiry } from '@/components/credits/segments'
import { Credits } from '@/components/ui/amount'
import { cn } from '@/components/ui/cn'
import { formatShortDay } from '@/components/ui/date'
import { late } from '@/components/ui/late'

const Tooltip = late(
  async () => (await import('./panels')).Tooltip,
  ({ children }) => children,
)

/** The signature in the header: always there, one click from the statement. */
export function HeaderMeter() {
  const { balance, current } = useBalance()
  const expiry = nextExpiry(balance)
  const forecast = forecastText(balance.forecast)
  const tone = meterTone(balance)
  return (
    <Tooltip
      content={
        <span className="grid gap-0.5">
          {!current && <NotCurrent />}
          <span>
            <Credits amount={balance.available} /> available
          </span>
          {balance.held > 0 && (
            <span>
              <Credits amount={balance.held} /> held for an answer under way
            </span>
          )}
          {balance.debt > 0 && (
            <span className="text-danger">
              <Credits amount={balance.debt} /> owed, taken from the next credits
            </span>
          )}
          {balance.overage.on && (
            <span className="text-soft">
              Overage is on: what goes past your credits comes on the next invoice
            </span>
          )}
          {forecast && <span className="text-soft">{forecast}</span>}
          {expiry && (
            <span className="text-soft">
              <Credits amount={expiry.amount} /> run out on {formatShortDay(expiry.at)}
            </span>
          )}
        </span>
      }
    >
      <Link
        href="/usage"
        className="group grid w-[9.5rem] gap-1.5 rounded-sm py-1.5 sm:w-44"
        data-testid="header-meter"
        data-current={current}
      >
        <span className="flex items-baseline justify-between gap-2 text-sm">
          <Credits
            amount={balance.available}
            className={cn('font-medium', tone !== 'normal' && 'text-warn', !current && 'text-soft')}
          />
          <span
            className={cn('truncate eyebrow group-hover:text-ink sm:inline', current && 'hidden')}
          >
            {!current
              ? 'not current'
              : balance.frozen
                ? 'suspended'
                : tone === 'empty'
                  ? balance.overage.on
                    ? 'overage on'
                    : 'top up'
                  : expiry
                    ? `until ${formatShortDay(expiry.at)}`
                    : ''}
          </span>
        </span>
        <Meter balance={balance} className={cn(!current && 'opacity-40')} />
        {forecast && <span className="sr-only">{forecast}.</span>}
        {!current && <span className="sr-only">Not current: no connection.</span>}
      </Link>
    </Tooltip>
  )
}
