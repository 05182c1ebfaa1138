import { Hono, type Context as HonoContext } from 'hono'
import type { Context, Transact } from '../context'
import { chargeFromNowOn, isCharged } from '../engine/default-card'
import { detachMethod } from '../engine/detach'
import { createMethod } from '../engine/methods'
import { confirmSetup, createSetup } from '../engine/setup'
import { StripeFailure } from '../errors'
import { readCardForm, readValues } from './card-form'
import { notFoundPage } from './frame'
import { finish } from './portal-done'
import { cardPage, type CardView } from './portal-card'
import { planInUse, subscriptionOf, visitOf, type Visit } from './portal-view'

async function viewOf(
  context: Context,
  id: string,
  subscriptionId: string | undefined,
): Promise<CardView | undefined> {
  const visit = await visitOf(context, id)
  if (!visit?.features.payment_method_update.enabled) return undefined
  const cards = await context.store.all('payment_method', { customer: visit.customer.id })
  if (!subscriptionId) return { visit, cards }
  const subscription = await subscriptionOf(context, visit, subscriptionId)
  return subscription && { visit, cards, plan: await planInUse(context, subscription) }
}

/** The card is kept, after the bank's question where there is one, and charged from now on. */
async function save(
  context: Context,
  c: HonoContext,
  view: CardView,
  fields: Record<string, unknown>,
): Promise<Response> {
  const { visit, plan } = view
  const values = readValues(fields)
  const read = readCardForm(values, new Date(context.now * 1000), { withEmail: false })
  if ('problems' in read) return c.html(cardPage({ ...view, values, problems: read.problems }), 422)
  const customer = visit.customer.id
  const { card, billing } = read.form
  const method = await createMethod(context, card, billing)
  const intent = await createSetup(context, { customer, payment_method: method.id })
  await context.store.hide('setup_intent', intent.id, {
    portal: { session: visit.session.id, ...(plan && { subscription: plan.subscription.id }) },
  })
  try {
    const setup = await confirmSetup(context, intent, method)
    const challenge = setup.next_action?.redirect_to_url?.url
    if (challenge) return c.redirect(challenge, 303)
    if (setup.status !== 'succeeded') {
      const declined = setup.last_setup_error?.message ?? 'Your card was declined.'
      return c.html(cardPage({ ...view, values, declined }), 402)
    }
  } catch (error) {
    if (!(error instanceof StripeFailure && error.status === 402)) throw error
    return c.html(cardPage({ ...view, values, declined: error.message }), 402)
  }
  return use(context, c, visit, method.id, plan?.subscription.id)
}

async function use(
  context: Context,
  c: HonoContext,
  visit: Visit,
  methodId: string,
  subscription: string | undefined,
): Promise<Response> {
  await chargeFromNowOn(context, visit.customer.id, methodId, subscription)
  return finish(context, c, visit, 'card')
}

/** The portal goes on after the bank's question. */
export async function afterSetup(
  context: Context,
  c: HonoContext,
  setupId: string,
): Promise<Response | undefined> {
  const { portal } = await context.store.hidden('setup_intent', setupId)
  if (!portal) return undefined
  const view = await viewOf(context, portal.session, portal.subscription)
  if (!view) return notFoundPage(c)
  const setup = await context.store.get('setup_intent', setupId)
  if (setup.status === 'succeeded')
    return use(context, c, view.visit, setup.payment_method as string, portal.subscription)
  return c.html(cardPage({ ...view, declined: setup.last_setup_error?.message }), 402)
}

export function portalCardRoutes(transact: Transact): Hono {
  return new Hono()
    .get('/:id/card/:subscription?', (c) =>
      transact(async (context) => {
        const view = await viewOf(context, c.req.param('id'), c.req.param('subscription'))
        return view ? c.html(cardPage(view)) : notFoundPage(c)
      }),
    )
    .post('/:id/card/:subscription?', async (c) => {
      const fields = await c.req.parseBody()
      return transact(async (context) => {
        const view = await viewOf(context, c.req.param('id'), c.req.param('subscription'))
        if (!view) return notFoundPage(c)
        const saved = view.cards.find(({ id }) => id === fields.saved)
        return saved
          ? use(context, c, view.visit, saved.id, view.plan?.subscription.id)
          : save(context, c, view, fields)
      })
    })
    .post('/:id/cards/:card/:act{default|remove}', (c) =>
      transact(async (context) => {
        const view = await viewOf(context, c.req.param('id'), undefined)
        const card = view?.cards.find(({ id }) => id === c.req.param('card'))
        if (!view || !card) return notFoundPage(c)
        const { customer } = view.visit
        if (c.req.param('act') === 'default') return use(context, c, view.visit, card.id, undefined)
        if (await isCharged(context, customer.id, card.id))
          return c.redirect(`/pay/p/${view.visit.session.id}`, 303)
        await detachMethod(context, card)
        return c.redirect(`/pay/p/${view.visit.session.id}`, 303)
      }),
    )
}
