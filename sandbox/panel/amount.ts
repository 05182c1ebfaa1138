/** `12.50` in dollars → 1250; undefined when the text is no amount of the currency. No fractions on the way. */
export function minorUnits(text: string, currency: string): number | undefined {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  const match = /^(\d{1,9})(?:[.,](\d+))?$/.exec(text)
  if (!match) return undefined
  const [, whole, part = ''] = match
  if (part.length > digits) return undefined
  return Number(`${whole}${part.padEnd(digits, '0')}`)
}
