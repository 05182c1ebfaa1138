import { html } from 'hono/html'
import type { Stripe } from 'stripe'
import type { Html } from '../../html'
import type { Plan } from '../engine/plan-change'
import { enhancement, textField } from './card-fields'
import { amountText, day, payPage } from './frame'
import { cardText, quantityText, rateText } from './portal'
import { backLink, refusal } from './portal-parts'
import { homeOf, type PlanInUse, type Visit } from './portal-view'

const reasons: Record<string, string> = {
  too_expensive: 'It is too expensive',
  missing_features: 'I need more features',
  switched_service: 'I found an alternative',
  unused: 'I no longer need it',
  customer_service: 'Customer service was less than expected',
  too_complex: 'It is too hard to use',
  low_quality: 'Quality was less than expected',
  other: 'Other reason',
}

export function cancelPage(visit: Visit, { subscription, name }: PlanInUse): Html {
  const { mode, cancellation_reason } = visit.features.subscription_cancel
  const end = subscription.items.data[0]!.current_period_end
  return payPage(
    `Cancel ${name}`,
    html`${backLink(visit)}
      <h1>Cancel ${name}?</h1>
      <p class="muted">
        ${
          mode === 'immediately'
            ? 'It ends now, and what it gives with it.'
            : html`It stays yours until ${day(end)} and does not renew.`
        }
      </p>
      <form
        method="post"
        action="${homeOf(visit)}/cancel/${subscription.id}"
        style="margin-top:24px"
      >
        ${
          cancellation_reason.enabled
            ? html`<fieldset class="fields">
                <legend>Why, if you like to say</legend>
                ${cancellation_reason.options.map(
                  (option) =>
                    html`<label class="choice">
                      <input type="radio" name="feedback" value="${option}" />
                      ${reasons[option] ?? option}
                    </label>`,
                )}
                ${textField('comment', 'Anything else?')}
              </fieldset>`
            : ''
        }
        <button class="danger">Cancel the subscription</button>
      </form>`,
    'narrow',
  )
}

export type Offer = { price: Stripe.Price; name: string; quantity: number }

export function plansPage(visit: Visit, plan: PlanInUse, offers: Offer[]): Html {
  const { subscription } = plan
  const current = subscription.items.data[0]!.price.id
  return payPage(
    'Change plan',
    html`${backLink(visit)}
      <h1>Change plan</h1>
      <ul class="lines">
        ${offers.map(
          ({ price, name, quantity }) =>
            html`<li>
              <span
                >${name}${quantityText(quantity)}<br />
                <span class="muted small">${rateText(price, quantity)}</span></span
              >
              ${
                price.id === current
                  ? html`<span class="tag good">Current plan</span>`
                  : html`<a
                      class="button quiet small"
                      href="${homeOf(visit)}/plans/${subscription.id}/confirm?price=${price.id}"
                      >Choose<span class="visually-hidden">, ${name}</span></a
                    >`
              }
            </li>`,
        )}
      </ul>`,
    'narrow',
  )
}

export type Confirmation = {
  visit: Visit
  plan: PlanInUse
  offer: Offer
  change: Plan
  /** The lines are paid now; else they wait for the next invoice. */
  paidNow: boolean
  /** Minor units: what is charged now. */
  due: number
  declined?: string
}

/** What a change of plan costs, to the unit that is then charged. */
export function confirmPage(view: Confirmation): Html {
  const { visit, plan, offer, change, paidNow, due, declined } = view
  const { subscription, card } = plan
  const lines = [...change.prorations, ...change.charges]
  const currency = subscription.currency
  return payPage(
    'Confirm the change',
    html`${backLink(visit)}
      <h1>${offer.name}${quantityText(offer.quantity)}</h1>
      <p class="muted">${rateText(offer.price, offer.quantity)}, instead of ${plan.name}</p>
      ${refusal(declined)}
      <ul class="lines">
        ${lines.map(
          (line) =>
            html`<li>
              <span>${line.description}</span>
              <span class="num">${amountText(line.amount, currency)}</span>
            </li>`,
        )}
        <li class="total">
          <span>${paidNow ? 'Due today' : 'On the next invoice'}</span>
          <span class="num">
            ${amountText(paidNow ? due : lines.reduce((sum, line) => sum + line.amount, 0), currency)}
          </span>
        </li>
      </ul>
      <p style="margin-top:16px">${cardText(card)}</p>
      <form
        method="post"
        action="${homeOf(visit)}/plans/${subscription.id}/confirm"
        data-once
        style="margin-top:24px"
      >
        <input type="hidden" name="price" value="${offer.price.id}" />
        <input type="hidden" name="quantity" value="${offer.quantity}" />
        <input type="hidden" name="at" value="${change.prorationDate}" />
        <button id="pay" class="pay-button">
          ${paidNow && due > 0 ? `Pay ${amountText(due, currency)} and change` : 'Change the plan'}
        </button>
      </form>`,
    'narrow',
    enhancement,
  )
}

export function detailsPage(
  visit: Visit,
  values: Record<'name' | 'email', string>,
  problem?: string,
): Html {
  return payPage(
    'Billing details',
    html`${backLink(visit)}
      <h1>Billing details</h1>
      <form method="post" action="${homeOf(visit)}/details" novalidate style="margin-top:24px">
        <fieldset class="fields">
          ${textField('name', 'Name', values.name)}
          ${textField('email', 'Email', values.email, problem)}
        </fieldset>
        <button>Save</button>
      </form>`,
    'narrow',
  )
}
