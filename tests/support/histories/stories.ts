import type { Stripe } from 'stripe'
import { credits, reserve, settle } from '@/lib/credits'
import type { User } from '@/prisma/generated/client'
import { typed, type BillingWorld } from '../billing'
import type { Levers } from '../levers'

/** What a story is told with. After each of `hear` the app may have heard of what happened so far, or not. */
export type Teller = {
  world: BillingWorld
  levers: Levers
  user: User
  hear: () => Promise<void>
}
export type Story = { name: string; tell: (teller: Teller) => Promise<void> }

const pack = { kind: 'topup', pack: 'small' } as const
const business = { kind: 'subscription', plan: 'business', interval: 'month' } as const

async function topUp({ world, user }: Teller): Promise<string> {
  const { events } = await world.buy(user, pack)
  return String(typed(events, 'checkout.session.completed').data.object.payment_intent)
}

/** Subscribes; answers the subscription and the payment intent of its first invoice. */
async function subscribe(
  { world, user }: Teller,
  item: Parameters<BillingWorld['buy']>[1] = business,
): Promise<{ subscription: Stripe.Subscription; intent: string }> {
  const { events } = await world.buy(user, item)
  const { subscription: id } = typed(events, 'checkout.session.completed').data.object
  const subscription = await world.stripe.subscriptions.retrieve(String(id))
  return { subscription, intent: await intentOf(world, String(subscription.latest_invoice)) }
}

async function intentOf(world: BillingWorld, invoice: string): Promise<string> {
  const { payments } = await world.stripe.invoices.retrieve(invoice, { expand: ['payments'] })
  return String(payments?.data[0]?.payment.payment_intent)
}

/** Uses more than may be there: what no credits cover becomes debt, so it does not matter what has arrived. */
async function use({ world, user }: Teller, amount: number): Promise<void> {
  const operation = { userId: user.id, operationKey: `use ${amount}` }
  await reserve(world.db, {
    ...operation,
    requestHash: '',
    amount: credits(1),
    ttlSeconds: 600,
  })
  await settle(world.db, { ...operation, actual: credits(amount) })
}

const refund = (world: BillingWorld, payment_intent: string, amount?: number) =>
  world.stripe.refunds.create({ payment_intent, ...(amount !== undefined && { amount }) })

export const stories: Story[] = [
  {
    name: 'two packs, used, one refunded in parts',
    async tell(teller) {
      const { world, hear } = teller
      const first = await topUp(teller)
      await hear()
      await topUp(teller)
      await use(teller, 400)
      await refund(world, first, 200)
      await hear()
      await refund(world, first, 150)
    },
  },
  {
    name: 'a refund that fails, and another that does not',
    async tell(teller) {
      const { world, levers, hear } = teller
      const intent = await topUp(teller)
      const { id } = await refund(world, intent, 300)
      await hear()
      await levers.settleRefund(id, 'failed')
      await refund(world, intent, 60)
    },
  },
  {
    name: 'a declined card, then a paid pack, refunded',
    async tell({ world, user, hear }) {
      const { url, sessionId } = await world.startCheckout({ userId: user.id, item: pack })
      await world.pay(url, { card: '4000000000000002' })
      await hear()
      await world.pay(url, {})
      const session = await world.stripe.checkout.sessions.retrieve(sessionId)
      await refund(world, String(session.payment_intent), 300)
    },
  },
  {
    name: 'a refund, a dispute of the rest, won',
    async tell(teller) {
      const { world, levers, hear } = teller
      const intent = await topUp(teller)
      await use(teller, 300)
      await refund(world, intent, 100)
      const { id } = await levers.dispute(intent)
      await hear()
      await levers.closeDispute(id, 'won')
    },
  },
  {
    name: 'an inquiry that ends, then a dispute, lost',
    async tell(teller) {
      const { levers, hear } = teller
      const intent = await topUp(teller)
      const inquiry = await levers.dispute(intent, { inquiry: true })
      await hear()
      await levers.closeDispute(inquiry.id, 'warning_closed')
      const { id } = await levers.dispute(intent, { amount: 400 })
      await hear()
      await levers.closeDispute(id, 'lost')
    },
  },
  {
    name: 'a plan, in part refunded, then cancelled',
    async tell(teller) {
      const { world, hear } = teller
      const { subscription, intent } = await subscribe(teller)
      await hear()
      await refund(world, intent, 2_000)
      await world.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })
      await hear()
      await world.stripe.subscriptions.cancel(subscription.id)
    },
  },
  {
    name: 'a year, half of it refunded, the rest disputed and won',
    async tell(teller) {
      const { world, levers, hear } = teller
      const { intent } = await subscribe(teller, { ...business, interval: 'year' })
      await use(teller, 700)
      await refund(world, intent, 40_000)
      await hear()
      const { id } = await levers.dispute(intent)
      await hear()
      await levers.closeDispute(id, 'won')
    },
  },
  {
    name: 'an upgrade, refunded',
    async tell(teller) {
      const { world, hear } = teller
      const { subscription } = await subscribe(teller, { ...business, plan: 'pro' })
      await hear()
      const [item] = subscription.items.data
      const [price] = (await world.stripe.prices.list({ lookup_keys: ['business_month'] })).data
      const changed = await world.stripe.subscriptions.update(subscription.id, {
        items: [{ id: item?.id ?? '', price: price?.id ?? '' }],
        proration_behavior: 'always_invoice',
        payment_behavior: 'pending_if_incomplete',
        // From the first second on, so that it is the same change in each telling.
        proration_date: item?.current_period_start ?? 0,
      })
      await hear()
      await refund(world, await intentOf(world, String(changed.latest_invoice)), 1_500)
    },
  },
  {
    name: 'a pack beside a plan that ends at once',
    async tell(teller) {
      const { world, hear } = teller
      const { subscription } = await subscribe(teller)
      await topUp(teller)
      await hear()
      await world.stripe.subscriptions.cancel(subscription.id)
    },
  },
  {
    name: 'a renewal, refunded',
    async tell(teller) {
      const { world, levers, hear } = teller
      const { subscription } = await subscribe(teller)
      await hear()
      await levers.renew(subscription.id)
      const { latest_invoice } = await world.stripe.subscriptions.retrieve(subscription.id)
      await hear()
      await refund(world, await intentOf(world, String(latest_invoice)), 1_600)
    },
  },
  {
    name: 'a renewal that fails, is paid with another card, and disputed',
    async tell(teller) {
      const { world, levers, hear } = teller
      const { subscription } = await subscribe(teller)
      await levers.declineFromNow(String(subscription.default_payment_method))
      await hear()
      await levers.renew(subscription.id)
      await hear()
      const customer = String(subscription.customer)
      const card = await world.stripe.paymentMethods.attach('pm_card_mastercard', { customer })
      const { latest_invoice } = await world.stripe.subscriptions.retrieve(subscription.id)
      const paid = await world.stripe.invoices.pay(String(latest_invoice), {
        payment_method: card.id,
      })
      await hear()
      await levers.dispute(await intentOf(world, paid.id))
    },
  },
]
