import { currency as ours } from '@/lib/catalogue'
import { formatCredits, unit } from '@/lib/credits/format'
import type { MicroCredits } from '@/lib/credits/unit'
import { cn } from './cn'
import { formatMoney } from '@/lib/money'

type CreditsProps = {
  /** Micro-credits. */
  amount: MicroCredits
  /** With `+` or `−`: a movement, not a level. */
  signed?: boolean
  /** Leaves the unit to the column's heading. */
  bare?: boolean
  /** In a column: leaves room for the decimals it does not have, so that the points stand below each other. */
  aligned?: boolean
  /** At most so many decimals; the unit's unless told. */
  decimals?: number
  className?: string
}

/** What is missing to the right of the last digit, drawn invisibly. */
function padding(text: string, decimals: number): string {
  if (decimals === 0) return ''
  const [, fraction] = text.split('.')
  return fraction === undefined
    ? `.${'0'.repeat(decimals)}`
    : '0'.repeat(Math.max(0, decimals - fraction.length))
}

export function Credits({
  amount,
  signed = false,
  bare = false,
  aligned = false,
  decimals = unit.decimals,
  className,
}: CreditsProps) {
  const text = formatCredits(amount, { signed, decimals })
  return (
    <span className={cn('num', signed && amount > 0 && 'text-accent', className)}>
      {text}
      {aligned && (
        <span aria-hidden="true" className="invisible">
          {padding(text, decimals)}
        </span>
      )}
      {!bare && <span className="text-[0.8em] text-soft"> {unit.short}</span>}
    </span>
  )
}

type MoneyProps = {
  /** In the currency's smallest unit. */
  minor: number
  currency?: string
  className?: string
}

export function Money({ minor, currency = ours, className }: MoneyProps) {
  return <span className={cn('num', className)}>{formatMoney(minor, currency)}</span>
}
