'use client'

import { useState } from 'react'
import { cn } from '@/components/ui/cn'
import { meterSegments, meterText, meterTone } from './segments'
import type { DrawnBalance } from '@/lib/balance-view'

type MeterProps = { balance: DrawnBalance; size?: 'thin' | 'large'; className?: string }

type Spent = { amount: number; turn: number }

/** How much just left: available and held together, so that a hold alone is not a loss. Stays until the next change. */
function useSpent(balance: DrawnBalance): Spent {
  const total = balance.available + balance.held
  const [seen, setSeen] = useState(total)
  const [spent, setSpent] = useState<Spent>({ amount: 0, turn: 0 })
  if (total !== seen) {
    setSeen(total)
    setSpent(({ turn }) => ({ amount: Math.max(0, seen - total), turn: turn + 1 }))
  }
  return spent
}

/**
 * The signature: what is there, what is held (hatched), what was just spent (fades). Only widths inside the bar change,
 * so nothing around it moves.
 */
export function Meter({ balance, size = 'thin', className }: MeterProps) {
  const spent = useSpent(balance)
  const segments = meterSegments(balance, spent.amount)
  const low = meterTone(balance) !== 'normal'
  return (
    <div
      className={cn(
        'flex w-full overflow-hidden rounded-xs bg-rule',
        size === 'thin' ? 'h-1.5' : 'h-3',
        className,
      )}
    >
      <span className="sr-only">{meterText(balance)}</span>
      <div
        className={cn(
          'shrink-0 transition-[width] duration-500 ease-out',
          low ? 'bg-warn-fill' : 'bg-accent',
        )}
        style={{ width: `${segments.available}%` }}
      />
      <div
        className={cn(
          'shrink-0 hatched transition-[width] duration-300 ease-out',
          low ? 'text-warn-fill' : 'text-accent',
        )}
        style={{ width: `${segments.held}%` }}
      />
      {spent.amount > 0 && (
        <div
          key={spent.turn}
          className={cn('shrink-0 animate-fade', low ? 'bg-warn-fill/50' : 'bg-accent/45')}
          style={{ width: `max(${segments.spent}%, 3px)` }}
        />
      )}
    </div>
  )
}
