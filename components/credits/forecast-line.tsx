'use client'

import { cn } from '@/components/ui/cn'
import { useBalance } from './balance-provider'
import { forecastText } from './forecast-text'

/** The day credits run out, or why none can be told. An empty balance needs no forecast. */
export function ForecastLine({ className }: { className?: string }) {
  const { balance } = useBalance()
  if (balance.available + balance.held <= 0) return null
  return (
    <p className={cn('mt-3 text-sm text-soft', className)} data-testid="forecast">
      {forecastText(balance.forecast) ?? 'Not enough use yet to tell when they run out.'}
    </p>
  )
}
