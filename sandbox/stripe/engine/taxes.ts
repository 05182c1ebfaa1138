import type { Stripe } from 'stripe'

type LineTax = Stripe.InvoiceLineItem.Tax
type TotalTax = Stripe.Invoice.TotalTax
type Exemption = Stripe.Customer.TaxExempt | null | undefined

/** Half a cent goes up, and a credit gives back what the charge took. */
const round = (amount: number) => Math.sign(amount) * Math.round(Math.abs(amount))

const rateOf = ({ effective_percentage, percentage }: Stripe.TaxRate) =>
  effective_percentage ?? percentage

/** What of an amount is tax already, by the inclusive rates. */
const withoutTax = (amount: number, included: number) => amount / (1 + included / 100)

const reasons: Record<string, Stripe.InvoiceLineItem.Tax.TaxabilityReason> = {
  exempt: 'customer_exempt',
  reverse: 'reverse_charge',
}

/** The taxes of one line, each rounded, on what is left after its discount. In the currency's minor unit. */
export function taxesOf(amount: number, rates: Stripe.TaxRate[], exempt: Exemption): LineTax[] {
  const included = rates.filter((rate) => rate.inclusive).reduce((sum, one) => sum + rateOf(one), 0)
  const base = withoutTax(amount, included)
  const reason = reasons[exempt ?? '']
  const taxed = rates.map((rate): LineTax => {
    const tax = reason ? 0 : round((base * rateOf(rate)) / 100)
    return {
      amount: tax,
      tax_behavior: rate.inclusive ? 'inclusive' : 'exclusive',
      tax_rate_details: { tax_rate: rate.id },
      taxability_reason: reason ?? 'not_available',
      taxable_amount: null,
      type: 'tax_rate_details',
    }
  })
  const inside = inclusiveOf(taxed)
  return taxed.map((tax) => ({ ...tax, taxable_amount: reason ? 0 : amount - inside }))
}

const sum = (taxes: { amount: number }[]) => taxes.reduce((total, { amount }) => total + amount, 0)

export const inclusiveOf = (taxes: Pick<LineTax, 'amount' | 'tax_behavior'>[]) =>
  sum(taxes.filter(({ tax_behavior }) => tax_behavior === 'inclusive'))

export const exclusiveOf = (taxes: Pick<LineTax, 'amount' | 'tax_behavior'>[]) =>
  sum(taxes.filter(({ tax_behavior }) => tax_behavior === 'exclusive'))

/** The invoice's taxes: one entry a rate. */
export function totalTaxes(lines: { taxes: LineTax[] }[]): TotalTax[] {
  const totals = new Map<string, TotalTax>()
  for (const tax of lines.flatMap(({ taxes }) => taxes)) {
    const id = tax.tax_rate_details!.tax_rate
    const before = totals.get(id)
    totals.set(id, {
      ...tax,
      amount: (before?.amount ?? 0) + tax.amount,
      taxable_amount: (before?.taxable_amount ?? 0) + (tax.taxable_amount ?? 0),
    })
  }
  return [...totals.values()]
}

/** What the lines would be without the tax that is in them, before any discount. */
export const subtotalWithoutTax = (amounts: number[], rates: Stripe.TaxRate[]): number =>
  sum(amounts.map((amount) => ({ amount: amount - inclusiveOf(taxesOf(amount, rates, null)) })))
