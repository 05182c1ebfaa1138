import { html, raw } from 'hono/html'
import type { Stripe } from 'stripe'
import type { Html } from '../../html'
import { amountText, day, payPage, stateTag } from './frame'
import { periodOf, sumsOf } from './invoice-lines'

const style = `
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(180px, 1fr)); gap: 20px; margin-block: 28px }
.facts dt { color: var(--muted); font-size: .86rem }
tfoot td { border-bottom: 0; padding-block: 5px }
tfoot .total { font-weight: 600 }
@media print {
  @page { margin: 18mm }
  .skip, .no-print { display: none }
  :root { color-scheme: only light }
  body { background: #fff }
  main { padding: 24px 0; max-width: none !important }
}
`

const unitOf = ({ amount, quantity }: Stripe.InvoiceLineItem) =>
  quantity ? Math.round(amount / quantity) : amount

/** The invoice as a sheet of paper: in place of Stripe's PDF, with the same address. */
export function invoicePrint(invoice: Stripe.Invoice): Html {
  const { currency } = invoice
  const fact = (label: string, value: Html | string | null) =>
    value
      ? html`<div>
          <dt>${label}</dt>
          <dd>${value}</dd>
        </div>`
      : ''
  return payPage(
    `Invoice ${invoice.number}`,
    html`<div class="head">
        <h1>Invoice</h1>
        <p class="row">${stateTag(invoice)} <span class="mono">${invoice.number}</span></p>
      </div>
      <dl class="facts">
        ${fact('From', invoice.account_name ?? 'Sandbox')}
        ${fact('Bill to', [invoice.customer_name, invoice.customer_email].filter(Boolean).join(', '))}
        ${fact('Date of issue', day(invoice.effective_at ?? invoice.created))}
        ${fact('Paid on', invoice.status_transitions.paid_at ? day(invoice.status_transitions.paid_at) : null)}
      </dl>
      <div class="scroll" tabindex="0" role="region" aria-label="Lines">
        <table>
          <thead>
            <tr>
              <th scope="col">Description</th>
              <th scope="col" class="num">Qty</th>
              <th scope="col" class="num">Unit price</th>
              <th scope="col" class="num">Amount</th>
            </tr>
          </thead>
          <tbody>
            ${invoice.lines.data.map(
              (line) =>
                html`<tr>
                  <td>${line.description}${periodOf(line)}</td>
                  <td class="num">${line.quantity ?? ''}</td>
                  <td class="num">${amountText(unitOf(line), currency)}</td>
                  <td class="num">${amountText(line.amount, currency)}</td>
                </tr>`,
            )}
          </tbody>
          <tfoot>
            ${sumsOf(invoice).map(
              ([label, amount]) =>
                html`<tr class="${label === 'Amount due' ? 'total' : ''}">
                  <td colspan="3" class="num">${label}</td>
                  <td class="num">${amountText(amount, currency)}</td>
                </tr>`,
            )}
          </tfoot>
        </table>
      </div>
      <p class="row no-print" style="margin-top:28px">
        <button type="button" id="print">Print or save as PDF</button>
        <a href="/pay/i/${invoice.id}">Back to the invoice</a>
      </p>`,
    'medium',
    html`<style>
        ${raw(style)}
      </style>
      <script type="module">
        document.getElementById('print').addEventListener('click', () => print())
      </script>`,
  )
}
