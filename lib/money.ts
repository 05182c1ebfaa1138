/**
 * Money for people: `$20.00`, `−$5.00`. `minor` is in the currency's smallest unit, whose size is the currency's own
 * (a yen has none, a dinar three digits).
 */
export function formatMoney(minor: number, currency: string): string {
  const format = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  return format.format(minor / 10 ** digits).replace('-', '\u2212')
}
