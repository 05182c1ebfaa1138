import { html } from 'hono/html'
import type { Stripe } from 'stripe'
import type { Html } from '../../html'
import { amountText, day } from './frame'

/** The sums below the lines: [label, minor units], zeroes left out where they say nothing. */
export function sumsOf(invoice: Stripe.Invoice): [label: string, amount: number][] {
  const off = invoice.total_discount_amounts?.reduce((sum, one) => sum + one.amount, 0) ?? 0
  const tax = invoice.total_taxes?.reduce((sum, one) => sum + one.amount, 0) ?? 0
  const credit = (invoice.ending_balance ?? invoice.starting_balance) - invoice.starting_balance
  const sums: [string, number][] = []
  if (off !== 0 || tax !== 0) sums.push(['Subtotal', invoice.subtotal])
  if (off !== 0) sums.push(['Discount', -off])
  if (tax !== 0) sums.push(['Tax', tax])
  sums.push(['Total', invoice.total])
  if (credit !== 0) sums.push([credit > 0 ? 'Applied balance' : 'Kept as credit', -credit])
  sums.push(['Amount paid', invoice.amount_paid], ['Amount due', invoice.amount_remaining])
  return sums
}

export const periodOf = ({ period }: Stripe.InvoiceLineItem): Html | '' =>
  period.end > period.start
    ? html`<br /><span class="muted small">${day(period.start)} to ${day(period.end)}</span>`
    : ''

export function invoiceLines(invoice: Stripe.Invoice): Html {
  const { currency } = invoice
  return html`<ul class="lines">
    ${invoice.lines.data.map(
      (line) =>
        html`<li>
          <span>${line.description}${periodOf(line)}</span>
          <span class="num">${amountText(line.amount, currency)}</span>
        </li>`,
    )}
    ${sumsOf(invoice).map(
      ([label, amount]) =>
        html`<li class="${label === 'Total' || label === 'Amount due' ? 'total' : ''}">
          <span>${label}</span><span class="num">${amountText(amount, currency)}</span>
        </li>`,
    )}
  </ul>`
}
