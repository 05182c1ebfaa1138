import { Hono } from 'hono'
import type { Stripe } from 'stripe'
import type { Context, Transact } from '../context'
import { idOf } from '../objects'
import { notFoundPage } from './frame'
import { portalPage, type PortalView } from './portal'

const over = new Set<string>(['canceled', 'incomplete', 'incomplete_expired'])

async function viewOf(
  { store }: Context,
  session: Stripe.BillingPortal.Session,
): Promise<PortalView> {
  const { customer } = session
  const all = await store.all('subscription', { customer })
  const live = all.filter(({ status }) => !over.has(status))
  return {
    session,
    cards: await store.all('payment_method', { customer }),
    invoices: (await store.all('invoice', { customer })).filter(({ status }) => status !== 'draft'),
    subscriptions: await Promise.all(
      live.map(async (subscription) => {
        const { price } = subscription.items.data[0]!
        const { name } = await store.get('product', idOf(price.product))
        return { subscription, name }
      }),
    ),
  }
}

/** As recorded: the portal sets `cancel_at`, and leaves `cancel_at_period_end` alone. */
async function change(
  context: Context,
  subscription: Stripe.Subscription,
  what: 'cancel' | 'resume',
): Promise<void> {
  const end = subscription.items.data[0]!.current_period_end
  await context.update('customer.subscription.updated', subscription, {
    cancel_at: what === 'cancel' ? end : null,
    cancel_at_period_end: false,
    canceled_at: what === 'cancel' ? context.now : null,
    cancellation_details: {
      comment: null,
      feedback: null,
      feedback_option: null,
      reason: what === 'cancel' ? 'cancellation_requested' : null,
    },
  })
}

export function portalRoutes(transact: Transact): Hono {
  return new Hono()
    .get('/:id', async (c) => {
      const page = await transact(async (context) => {
        const session = await context.store.find('billing_portal.session', c.req.param('id'))
        return session && portalPage(await viewOf(context, session))
      })
      return page ? c.html(page) : notFoundPage(c)
    })
    .post('/:id', async (c) => {
      const form = await c.req.parseBody()
      return transact(async (context) => {
        const session = await context.store.find('billing_portal.session', c.req.param('id'))
        const subscription = await context.store.find('subscription', String(form.subscription))
        // A session speaks for its own customer only.
        if (!session || !subscription || subscription.customer !== session.customer)
          return notFoundPage(c)
        if (!over.has(subscription.status))
          await change(context, subscription, form.do === 'cancel' ? 'cancel' : 'resume')
        return c.redirect(`/pay/p/${session.id}`, 303)
      })
    })
}
