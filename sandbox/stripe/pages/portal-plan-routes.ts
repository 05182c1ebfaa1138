import { Hono } from 'hono'
import type { Stripe } from 'stripe'
import { z } from 'zod'
import type { Context, Transact } from '../context'
import { applyBalance } from '../engine/balance'
import { intentOfInvoice } from '../engine/collect'
import { planChange, type ChangeRequest } from '../engine/plan-change'
import { updateSubscription } from '../engine/update-subscription'
import { StripeFailure } from '../errors'
import { idOf } from '../objects'
import { notFoundPage } from './frame'
import { finish } from './portal-done'
import { confirmPage, plansPage, type Confirmation, type Offer } from './portal-forms'
import {
  homeOf,
  planInUse,
  subscriptionOf,
  visitOf,
  type PlanInUse,
  type Visit,
} from './portal-view'

/** What the configuration offers instead of this plan, in its order. */
async function offersOf(
  { store }: Context,
  { features }: Visit,
  subscription: Stripe.Subscription,
): Promise<Offer[]> {
  const offers: Offer[] = []
  for (const { product, prices } of features.subscription_update.products ?? []) {
    const { name } = await store.get('product', product)
    for (const id of prices) {
      const price = await store.get('price', id)
      if (price.active && price.currency === subscription.currency)
        offers.push({ price, name, quantity: subscription.items.data[0]!.quantity ?? 1 })
    }
  }
  return offers
}

/** The change that a session was opened to confirm: the shop may offer what the list does not. */
async function offerOfFlow(
  { store }: Context,
  { flow }: Visit,
  priceId: string,
): Promise<Offer | undefined> {
  const [item] = flow?.subscription_update_confirm?.items ?? []
  if (!item || item.price !== priceId) return undefined
  const price = await store.get('price', priceId)
  const { name } = await store.get('product', idOf(price.product))
  return { price, name, quantity: item.quantity ?? 1 }
}

const asked = z.object({
  price: z.string(),
  /** Unix seconds: the moment that the page has counted with. */
  at: z.coerce.number().int().optional(),
})

type Asked = { visit: Visit; plan: PlanInUse; offer: Offer; request: ChangeRequest }

async function read(
  context: Context,
  id: string,
  subscriptionId: string,
  form: unknown,
): Promise<Asked | undefined> {
  const visit = await visitOf(context, id)
  if (!visit?.features.subscription_update.enabled) return undefined
  const subscription = await subscriptionOf(context, visit, subscriptionId)
  const wanted = asked.safeParse(form)
  if (!subscription || !wanted.success) return undefined
  const item = subscription.items.data[0]!
  const { price: priceId, at } = wanted.data
  const offer =
    (await offerOfFlow(context, visit, priceId)) ??
    (await offersOf(context, visit, subscription)).find(({ price }) => price.id === priceId)
  if (!offer) return undefined
  // What is planned already is the shop's to change.
  if (subscription.schedule) return undefined
  const stale = at === undefined || at < item.current_period_start || at > context.now
  return {
    visit,
    plan: await planInUse(context, subscription),
    offer,
    request: {
      items: [{ id: item.id, price: offer.price, quantity: offer.quantity }],
      prorationBehavior: visit.features.subscription_update
        .proration_behavior as ChangeRequest['prorationBehavior'],
      ...(!stale && { prorationDate: at }),
    },
  }
}

async function confirmationOf(
  context: Context,
  { visit, plan, offer, request }: Asked,
): Promise<Confirmation> {
  const change = await planChange(context, plan.subscription, request)
  const lines = [...change.prorations, ...change.charges]
  const total = lines.reduce((sum, line) => sum + line.amount, 0)
  const { due } = applyBalance(total, visit.customer.balance)
  return { visit, plan, offer, change, paidNow: change.invoiceNow, due }
}

/** A change that has to be paid takes effect when it is paid. */
async function change(context: Context, asked: Asked): Promise<string | undefined> {
  const { plan, request, visit } = asked
  const after = await updateSubscription(context, plan.subscription, {
    ...request,
    paymentBehavior: 'pending_if_incomplete',
    offSession: false,
    values: {},
  })
  if (!after.pending_update || !after.latest_invoice) return undefined
  const invoice = await context.store.get('invoice', idOf(after.latest_invoice))
  const intent = await intentOfInvoice(context, invoice)
  const challenge = intent?.next_action?.redirect_to_url
  if (intent && challenge?.url) {
    const return_url = `${context.origin}${homeOf(visit)}`
    await context.store.put({
      ...intent,
      next_action: { ...intent.next_action!, redirect_to_url: { ...challenge, return_url } },
    })
    return challenge.url
  }
  throw new StripeFailure(402, {
    type: 'card_error',
    message: intent?.last_payment_error?.message ?? 'Your card was declined.',
  })
}

export function portalPlanRoutes(transact: Transact): Hono {
  return new Hono()
    .get('/:id/plans/:subscription', (c) =>
      transact(async (context) => {
        const visit = await visitOf(context, c.req.param('id'))
        const subscription =
          visit && (await subscriptionOf(context, visit, c.req.param('subscription')))
        if (!subscription || !visit.features.subscription_update.enabled) return notFoundPage(c)
        const offers = await offersOf(context, visit, subscription)
        return c.html(plansPage(visit, await planInUse(context, subscription), offers))
      }),
    )
    .get('/:id/plans/:subscription/confirm', (c) =>
      transact(async (context) => {
        const { id, subscription } = c.req.param()
        const asked = await read(context, id, subscription, c.req.query())
        return asked ? c.html(confirmPage(await confirmationOf(context, asked))) : notFoundPage(c)
      }),
    )
    .post('/:id/plans/:subscription/confirm', async (c) => {
      const form = await c.req.parseBody()
      return transact(async (context) => {
        const { id, subscription } = c.req.param()
        const asked = await read(context, id, subscription, form)
        if (!asked) return notFoundPage(c)
        const confirmation = await confirmationOf(context, asked)
        try {
          const challenge = await change(context, asked)
          return challenge ? c.redirect(challenge, 303) : finish(context, c, asked.visit, 'changed')
        } catch (error) {
          if (!(error instanceof StripeFailure)) throw error
          return c.html(confirmPage({ ...confirmation, declined: error.message }), 402)
        }
      })
    })
}
