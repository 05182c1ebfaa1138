import type { Stripe } from 'stripe'
import { testCards, type Decline } from './cards'
import type { Context, Transact } from './context'
import { cancelSubscription } from './engine/cancel'
import { defaultMethod, tryInvoice } from './engine/collect'
import { closeDispute, openDispute } from './engine/disputes'
import { followInvoice } from './engine/follow'
import { createRefund } from './engine/refunds'
import { renewSubscription } from './engine/renewal'
import { expireSession } from './engine/sessions'
import { invalidRequest } from './errors'
import { idOf } from './objects'
import { followTestClock } from './test-clock-of'

/** The ways in which a kept card can be made to fail, by Stripe's name for them. */
export const declines: ReadonlyMap<string, Decline> = new Map(
  testCards.flatMap(({ charge, refusesAttach }) =>
    charge?.declineCode && refusesAttach ? [[charge.declineCode, charge] as const] : [],
  ),
)

/** From now on every charge of this card is declined so; null: it is what its number says again. */
export async function makeCardFail(
  { store }: Context,
  methodId: string,
  code: string | null,
): Promise<void> {
  const method = await store.get('payment_method', methodId)
  const { decline: _before, ...hidden } = await store.hidden('payment_method', method.id)
  const decline = code === null ? undefined : declines.get(code)
  if (code !== null && !decline) throw invalidRequest(`No such decline: ${code}`, { param: 'code' })
  await store.hide('payment_method', method.id, { ...hidden, ...(decline && { decline }) })
}

/** As when somebody presses “charge customer”: the card that stands for the invoice, while the customer is away. */
async function chargeInvoice(context: Context, invoice: Stripe.Invoice): Promise<string> {
  if (invoice.status !== 'open') throw invalidRequest(`This invoice is ${invoice.status}.`)
  const reference = invoice.parent?.subscription_details?.subscription
  const customer = await context.store.get('customer', idOf(invoice.customer!))
  const subscription = reference
    ? await context.store.get('subscription', idOf(reference))
    : undefined
  const method = await defaultMethod(context, customer, subscription)
  const tried = await tryInvoice(context, invoice, method.id, { offSession: true })
  await followInvoice(context, tried.invoice)
  return tried.invoice.status === 'paid'
    ? 'The invoice is paid.'
    : (tried.intent.last_payment_error?.message ?? 'The invoice was not paid.')
}

const actions = {
  async fail(context, id, value) {
    await makeCardFail(context, id, value)
    return `The card fails from now on: ${value.replaceAll('_', ' ')}.`
  },
  async heal(context, id) {
    await makeCardFail(context, id, null)
    return 'The card works again.'
  },
  /** Minor units; empty for all that is left. */
  async refund(context, id, value) {
    const charge = await context.store.get('charge', id)
    await createRefund(context, {
      charge,
      metadata: {},
      reason: 'requested_by_customer',
      ...(value !== '' && { amount: Number(value) }),
    })
    return 'The refund is under way.'
  },
  async dispute(context, id) {
    await openDispute(context, await context.store.get('charge', id))
    return 'The customer’s bank disputes the payment.'
  },
  async win(context, id) {
    await closeDispute(context, await context.store.get('dispute', id), 'won')
    return 'The dispute is won.'
  },
  async lose(context, id) {
    await closeDispute(context, await context.store.get('dispute', id), 'lost')
    return 'The dispute is lost.'
  },
  async expire(context, id) {
    const session = await context.store.get('checkout.session', id)
    if (session.status !== 'open') throw invalidRequest(`This checkout is ${session.status}.`)
    await expireSession(context, session)
    return 'The checkout has expired.'
  },
  async pay(context, id) {
    return chargeInvoice(context, await context.store.get('invoice', id))
  },
  async renew(context, id) {
    const renewed = await renewSubscription(context, id)
    return renewed ? 'The next period has begun.' : 'The subscription has ended.'
  },
  async cancel(context, id) {
    const subscription = await context.store.get('subscription', id)
    if (subscription.ended_at !== null) throw invalidRequest('This subscription has ended already.')
    await cancelSubscription(context, subscription)
    return 'The subscription is cancelled.'
  },
} satisfies Record<string, (context: Context, id: string, value: string) => Promise<string>>

export type Action = keyof typeof actions
export const isAction = (name: string): name is Action => Object.hasOwn(actions, name)

/** Does it, at the time the object lives in, and says in a sentence what came of it. */
export const act = (transact: Transact, action: Action, id: string, value = ''): Promise<string> =>
  transact(async (context) => {
    await followTestClock(context, [id])
    return actions[action](context, id, value)
  })
