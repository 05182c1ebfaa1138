import { html } from 'hono/html'
import type { Stripe } from 'stripe'
import type { Html } from '../../html'
import { cardFields, enhancement } from './card-fields'
import type { Problems, Values } from './card-form'
import { payPage } from './frame'
import { savedCards } from './portal'
import { backLink, refusal } from './portal-parts'
import { homeOf, type PlanInUse, type Visit } from './portal-view'

export type CardView = {
  visit: Visit
  /** The plan whose card it is to be; left out, the customer's default. */
  plan?: PlanInUse
  cards: Stripe.PaymentMethod[]
  values?: Partial<Values>
  problems?: Problems
  declined?: string
}

export function cardPage(view: CardView): Html {
  const { visit, plan, cards, values = {}, problems = {}, declined } = view
  const action = `${homeOf(visit)}/card${plan ? `/${plan.subscription.id}` : ''}`
  const others = cards.filter((card) => card.id !== plan?.card?.id)
  const title = plan ? `Card for ${plan.name}` : 'Add a card'
  return payPage(
    title,
    html`${backLink(visit)}
      <h1>${title}</h1>
      <p class="muted">It is charged from now on. Nothing is charged today.</p>
      <div style="margin-top:24px">
        ${refusal(declined)}
        ${
          plan && others.length > 0
            ? html`<form method="post" action="${action}">
                  ${savedCards('Use a saved card', others)}
                  <button class="quiet">Use this card</button>
                </form>
                <p class="or">or</p>`
            : ''
        }
        <form method="post" action="${action}" data-once novalidate>
          ${cardFields(values, problems)}
          <button id="pay" class="pay-button">Save card</button>
        </form>
      </div>`,
    'narrow',
    enhancement,
  )
}
