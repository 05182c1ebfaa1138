'use client'

import { useBalance } from './balance-provider'
import { forecastText } from './forecast-text'

/** The day credits run out, or why none can be told. An empty balance needs no forecast. */
export function ForecastLine() {
  const { balance } = useBalance()
  if (balance.available + balance.held <= 0) return null
  return (
    <p className="mt-3 text-sm text-soft" data-testid="forecast">
      {forecastText(balance.forecast) ?? 'Not enough use yet to tell when they run out.'}
    </p>
  )
}
