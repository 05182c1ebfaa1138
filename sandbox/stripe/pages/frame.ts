import { html, raw } from 'hono/html'
import type { Context as HonoContext } from 'hono'
import type { Stripe } from 'stripe'
import { page, type Html } from '../../html'
import { money } from '../engine/subscription-object'

const band = 'A stand-in for Stripe’s pages. No real card is ever charged here.'

const styles = `
.band { padding-inline: max(20px, calc((100vw - var(--column)) / 2)) }
main { padding-top: clamp(32px, 6vh, 64px); }
main.wide { max-width: 1000px }
main > h1 + p { margin-top: 8px }
.pay { display: grid; gap: 32px }
.pay main, .pay > * { min-width: 0 }
@media (min-width: 800px) { .pay { grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); gap: 64px } }
.sheet { padding: 24px; border: 1px solid var(--rule); border-radius: 8px; background: var(--raised) }
.sum { font-size: 2.1rem; font-weight: 600; letter-spacing: -.02em; font-variant-numeric: tabular-nums }
.lines { list-style: none; border-top: 1px solid var(--rule); margin-top: 20px }
.lines li { display: flex; justify-content: space-between; gap: 16px; padding: 10px 0; border-bottom: 1px solid var(--rule) }
.lines .num { white-space: nowrap }
.lines .total { font-weight: 600 }
.fields { display: grid; gap: 14px; border: 0; margin-bottom: 28px; min-width: 0 }
.fields legend { font-size: 1.05rem; font-weight: 600; color: var(--ink); padding: 0; margin-bottom: 10px }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 14px }
.field { display: grid; gap: 4px; align-content: start }
.field .bad { font-size: .86rem }
.chips { display: flex; flex-wrap: wrap; gap: 6px; margin: 4px 0 0; padding: 0; list-style: none }
.chips button { gap: 0 }
.pay-button { width: 100%; min-height: 46px; font-size: 1rem }
.bank { margin-top: 20px }
.bank[open] > summary { margin-bottom: 14px }
main.medium { max-width: 760px }
.part { margin-top: 40px; display: grid; gap: 12px }
.part .lines { margin-top: 0 }
.lines .plan { display: grid; grid-template-columns: minmax(0, 1fr); gap: 10px; padding-block: 16px }
.lines li > .row { justify-content: flex-end }
.lines .plan > .row { justify-content: start }
.plan-head { display: flex; flex-wrap: wrap; gap: 2px 16px; justify-content: space-between }
.lines .invoice-row { display: grid; grid-template-columns: 9.5rem 6.5rem 7rem minmax(0, 1fr); align-items: baseline }
.invoice-row .tag { justify-self: start }
.details { display: grid; grid-template-columns: 6rem minmax(0, 1fr); gap: 6px 16px; overflow-wrap: anywhere }
.details dt { color: var(--muted) }
.choice { display: flex; gap: 10px; align-items: center; min-height: 30px; font-size: 1rem; color: var(--ink) }
.choice .num { margin-left: auto }
.or { display: grid; grid-template-columns: 1fr auto 1fr; gap: 12px; align-items: center; color: var(--muted); margin-block: 20px }
.or::before, .or::after { content: ''; border-top: 1px solid var(--rule) }
@media (max-width: 600px) {
  .lines .invoice-row { grid-template-columns: minmax(0, 1fr) auto auto }
  .lines .invoice-row > :last-child { grid-column: 1 / -1 }
}
main .notice { margin-bottom: 20px }
`

const columns = { narrow: '480px', medium: '720px', wide: '960px' }

export function payPage(
  title: string,
  body: Html,
  width: keyof typeof columns = 'wide',
  head?: Html,
): Html {
  return page(title, body, {
    band,
    width,
    head: html`<style>
        :root {
          --column: ${columns[width]};
        }
        ${raw(styles)}
      </style>
      ${head ?? ''}`,
  })
}

export const amountText = (amount: number | null, currency: string | null) =>
  money(amount ?? 0, currency ?? 'usd').replace('-', '−')

const cardNames: Record<string, string> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  discover: 'Discover',
}

export const cardName = (brand: string | null | undefined) => cardNames[brand ?? ''] ?? 'Card'

const states: Record<string, [label: string, tone: string]> = {
  paid: ['Paid', 'good'],
  open: ['Due', 'warn'],
  void: ['Void', 'muted'],
  uncollectible: ['Uncollectible', 'bad'],
}

/** Where an invoice stands, in a word. */
export function stateTag({ status }: Stripe.Invoice): Html {
  const [label, tone] = states[status ?? ''] ?? ['Draft', 'muted']
  return html`<span class="tag ${tone}">${label}</span>`
}

/** A date as a person writes it; the exact moment for machines. */
export function day(seconds: number): Html {
  const date = new Date(seconds * 1000)
  const text = date.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  })
  return html`<time datetime="${date.toISOString()}">${text}</time>`
}

/** A page of one message and the ways on. */
export const messagePage = (
  title: string,
  text: string,
  link?: { href: string; label: string },
): Html =>
  payPage(
    title,
    html`<h1>${title}</h1>
      <p class="muted">${text}</p>
      ${link ? html`<p class="row" style="margin-top:24px"><a class="button quiet" href="${link.href}">${link.label}</a></p>` : ''}`,
    'narrow',
  )

export const notFoundPage = async (c: HonoContext) =>
  c.html(messagePage('Nothing here', 'This payment page does not exist in this sandbox.'), 404)
