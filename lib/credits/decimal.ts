import { MICRO, microCredits, type MicroCredits } from './unit'

/** Ten digits are more credits than any account may have. */
const shape = /^(\d{1,10})(?:\.(\d{1,6}))?$/

/**
 * Credits as a person types them (`50`, `0.000001`) to micro-credits, digit by digit: a float would round. `null` when it is
 * no such number, or has more than six decimals.
 */
export function parseCredits(text: string): MicroCredits | null {
  const [, whole, fraction = ''] = shape.exec(text) ?? []
  if (whole === undefined) return null
  const amount = BigInt(whole) * BigInt(MICRO) + BigInt(fraction.padEnd(6, '0'))
  return amount > Number.MAX_SAFE_INTEGER ? null : microCredits(amount)
}

/** Micro-credits as credits, with every decimal they have: for audits and machines, where `formatCredits` is for people. */
export function exactCredits(amount: MicroCredits | bigint): string {
  const value = BigInt(amount)
  const magnitude = value < 0n ? -value : value
  const fraction = (magnitude % BigInt(MICRO)).toString().padStart(6, '0').replace(/0+$/, '')
  return `${value < 0n ? '-' : ''}${magnitude / BigInt(MICRO)}${fraction && `.${fraction}`}`
}
