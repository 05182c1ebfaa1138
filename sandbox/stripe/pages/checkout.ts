import { html } from 'hono/html'
import type { Stripe } from 'stripe'
import type { Html } from '../../html'
import { needsNoCard } from '../engine/checkout'
import { bankSection, type BankView } from './bank-form'
import { cardFields, emailField, enhancement } from './card-fields'
import type { Problems, Values } from './card-form'
import { amountText, messagePage, payPage } from './frame'

export type CheckoutView = {
  session: Stripe.Checkout.Session
  lines: Stripe.LineItem[]
  trialDays?: number
  /** The customer's address, when the session names a customer. */
  email: string | null
  promotion?: { code: string }
  /** A code that does not count, and why. */
  refused?: { code: string; problem: string }
  values?: Partial<Values>
  problems?: Problems
  declined?: string
  /** What was typed into the form for bank accounts. */
  bank?: BankView
}

const everyOf = (line: Stripe.LineItem) => {
  const recurring = line.price?.recurring
  if (!recurring) return ''
  return recurring.interval_count === 1
    ? ` per ${recurring.interval}`
    : ` every ${recurring.interval_count} ${recurring.interval}s`
}

/** What one costs, where that is not the line's amount itself. */
function rateOf(line: Stripe.LineItem): Html | '' {
  if ((line.quantity ?? 1) === 1 && !line.price?.recurring) return ''
  const rate = `${amountText(line.price?.unit_amount ?? 0, line.currency)}${everyOf(line)}`
  return html`<br /><span class="muted small">${rate}</span>`
}

function promotionForm({ session, promotion, refused }: CheckoutView): Html {
  const action = `/pay/c/${session.id}/promotion`
  if (promotion)
    return html`<form method="post" action="${action}" class="row">
      <span>Promotion code <strong class="mono">${promotion.code}</strong></span>
      <input type="hidden" name="code" value="" />
      <button class="quiet small">Remove</button>
    </form>`
  return html`<form method="post" action="${action}" class="field">
    <label for="code">Promotion code</label>
    <div class="row" style="flex-wrap:nowrap">
      <input
        id="code"
        name="code"
        autocomplete="off"
        required
        value="${refused?.code ?? ''}"
        ${refused ? html`aria-invalid="true" aria-describedby="code-problem"` : ''}
      />
      <button class="quiet">Apply</button>
    </div>
    ${refused ? html`<span id="code-problem" class="bad" role="alert">${refused.problem}</span>` : ''}
  </form>`
}

function summary(view: CheckoutView): Html {
  const { session, lines, trialDays } = view
  if (session.mode === 'setup') return setupSummary(session)
  const { currency } = session
  const off = session.total_details?.amount_discount ?? 0
  const tax = session.total_details?.amount_tax ?? 0
  return html`<section aria-labelledby="summary" class="stack" style="align-content:start">
    <h1 id="summary" class="muted" style="font-size:1rem;font-weight:500">
      ${session.mode === 'subscription' ? 'Subscribe to' : 'Pay for'}
      ${lines.map((line) => line.description).join(', ')}
    </h1>
    <p>
      <span class="sum">${amountText(session.amount_total, currency)}</span>
      <span class="muted"
        >${trialDays ? `now, free for ${trialDays} ${trialDays === 1 ? 'day' : 'days'}` : lines.length === 1 ? everyOf(lines[0]!) : ''}</span
      >
    </p>
    <ul class="lines">
      ${lines.map(
        (line) =>
          html`<li>
            <span
              >${line.description}${(line.quantity ?? 1) > 1 ? ` × ${line.quantity}` : ''}${rateOf(line)}</span
            >
            <span class="num">${amountText(line.amount_subtotal, currency)}</span>
          </li>`,
      )}
      ${
        off > 0
          ? html`<li>
                <span>Subtotal</span
                ><span class="num">${amountText(session.amount_subtotal, currency)}</span>
              </li>
              <li><span>Discount</span><span class="num">−${amountText(off, currency)}</span></li>`
          : ''
      }
      ${tax > 0 ? html`<li><span>Tax</span><span class="num">${amountText(tax, currency)}</span></li>` : ''}
      <li class="total">
        <span>Total due today</span
        ><span class="num">${amountText(session.amount_total, currency)}</span>
      </li>
    </ul>
    ${session.allow_promotion_codes ? promotionForm(view) : ''}
    ${session.cancel_url ? html`<p><a href="${session.cancel_url}">Cancel and go back</a></p>` : ''}
  </section>`
}

const setupSummary = (session: Stripe.Checkout.Session): Html =>
  html`<section aria-labelledby="summary" class="stack" style="align-content:start">
    <h1 id="summary" style="font-size:1.25rem">Save a card</h1>
    <p class="muted">It is kept for later payments. Nothing is charged now.</p>
    ${session.cancel_url ? html`<p><a href="${session.cancel_url}">Cancel and go back</a></p>` : ''}
  </section>`

const buttonOf = ({ mode, amount_total, currency }: Stripe.Checkout.Session): string =>
  mode === 'setup'
    ? 'Save card'
    : mode === 'subscription'
      ? 'Subscribe'
      : `Pay ${amountText(amount_total, currency)}`

export function checkoutPage(view: CheckoutView): Html {
  const { session, email, values = {}, problems = {}, declined, bank } = view
  const known = session.customer_email ?? email
  const body = html`<div class="pay">
    ${summary(view)}
    <section aria-labelledby="payment">
      <h2 id="payment" class="visually-hidden">Payment</h2>
      ${declined ? html`<p class="notice bad" role="alert"><strong>${declined}</strong> Nothing was charged. Try again, or use another card.</p>` : ''}
      ${Object.keys(problems).length > 0 ? html`<p class="notice bad" role="alert">Please look at the marked fields.</p>` : ''}
      <form method="post" action="/pay/c/${session.id}" data-once novalidate>
        <fieldset class="fields">
          <legend>Contact</legend>
          ${
            known
              ? html`<p>${known}<input type="hidden" name="email" value="${known}" /></p>`
              : emailField(values, problems)
          }
        </fieldset>
        ${needsNoCard(session) ? html`<p class="muted">Nothing is due today, and no card is needed.</p>` : cardFields(values, problems)}
        <button id="pay" class="pay-button">${buttonOf(session)}</button>
      </form>
      ${bankSection(session, bank)}
    </section>
  </div>`
  return payPage('Checkout', body, 'wide', enhancement)
}

export const successUrl = (session: Stripe.Checkout.Session) =>
  (session.success_url ?? '/').replaceAll('{CHECKOUT_SESSION_ID}', session.id)

export function closedPage(session: Stripe.Checkout.Session): Html {
  if (session.status === 'complete')
    return messagePage(
      'You have paid already',
      'This checkout is complete. Nothing more was charged.',
      {
        href: successUrl(session),
        label: 'Go back to the shop',
      },
    )
  return messagePage(
    'This checkout has expired',
    'Nothing was charged. Start again from the shop.',
    session.cancel_url ? { href: session.cancel_url, label: 'Go back to the shop' } : undefined,
  )
}
