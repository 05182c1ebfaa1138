import type { Stripe } from 'stripe'
import { applyBalance } from './balance'
import { buildLine, type LineInput } from './invoice-line'
import { exclusiveOf, inclusiveOf, subtotalWithoutTax, taxesOf, totalTaxes } from './taxes'

/** The sums of a draft whose lines have changed. */
export function replaceLines(
  invoice: Stripe.Invoice,
  kept: Stripe.InvoiceLineItem[],
  added: LineInput[],
): Partial<Stripe.Invoice> {
  const rates = invoice.default_tax_rates
  const lines = [
    ...kept.map((line) => ({ ...line, taxes: line.taxes ?? [] })),
    ...added.map((line) => ({
      ...buildLine(invoice.id, invoice.currency, line, []),
      taxes: taxesOf(line.amount, rates, invoice.customer_tax_exempt),
    })),
  ]
  const amounts = lines.map((line) => line.amount)
  const off = lines
    .flatMap((line) => line.discount_amounts ?? [])
    .reduce((sum, one) => sum + one.amount, 0)
  const taxes = totalTaxes(lines)
  const subtotal = amounts.reduce((sum, amount) => sum + amount, 0)
  const total = subtotal - off + exclusiveOf(taxes)
  const { due } = applyBalance(total, invoice.starting_balance)
  return {
    lines: { ...invoice.lines, data: lines },
    subtotal,
    subtotal_excluding_tax: subtotalWithoutTax(amounts, rates),
    total,
    total_excluding_tax: total - inclusiveOf(taxes) - exclusiveOf(taxes),
    total_taxes: taxes,
    amount_due: due,
    amount_remaining: due,
  }
}
