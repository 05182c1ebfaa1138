import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { cardOfSubscription, endedStatuses } from '../engine/default-card'
import { idOf } from '../objects'
import { followTestClock } from '../test-clock-of'

/** Who is in the portal, and what they may do there. */
export type Visit = {
  session: Stripe.BillingPortal.Session
  customer: Stripe.Customer
  features: Stripe.BillingPortal.Configuration['features']
  headline: string | null
  /** The task the session was opened for, until it is done. */
  flow: Stripe.BillingPortal.Session.Flow | null
}

export type PlanInUse = {
  subscription: Stripe.Subscription
  name: string
  /** What it is charged to. */
  card: Stripe.PaymentMethod | undefined
  /** What it owes at present. */
  owed: Stripe.Invoice | undefined
  /** What it becomes by itself, and when (unix seconds). */
  next: { name: string; at: number } | undefined
}

export type PortalView = Visit & {
  plans: PlanInUse[]
  cards: Stripe.PaymentMethod[]
  invoices: Stripe.Invoice[]
}

export const homeOf = ({ session }: Pick<Visit, 'session'>) => `/pay/p/${session.id}`

export async function visitOf(context: Context, id: string): Promise<Visit | undefined> {
  const { store } = context
  const session = await store.find('billing_portal.session', id)
  if (!session) return undefined
  await followTestClock(context, [session.customer])
  const customer = await store.find('customer', session.customer)
  if (!customer || (customer.deleted as unknown)) return undefined
  const configuration = await store.get('billing_portal.configuration', idOf(session.configuration))
  const { done } = await store.hidden('billing_portal.session', id)
  return {
    session,
    customer,
    features: configuration.features,
    headline: configuration.business_profile.headline,
    flow: done ? null : session.flow,
  }
}

/** A subscription of this customer, still running: a session speaks for its own customer only. */
export async function subscriptionOf(
  { store }: Context,
  { customer }: Visit,
  id: string,
): Promise<Stripe.Subscription | undefined> {
  const found = await store.find('subscription', id)
  return found?.customer === customer.id &&
    !endedStatuses.has(found.status) &&
    found.status !== 'incomplete'
    ? found
    : undefined
}

async function nextPlan({ store }: Context, { schedule }: Stripe.Subscription) {
  if (!schedule) return undefined
  const { phases, current_phase } = await store.get('subscription_schedule', idOf(schedule))
  const next = phases.find(({ start_date }) => start_date >= (current_phase?.end_date ?? Infinity))
  const [item] = next?.items ?? []
  if (!next || !item) return undefined
  const { product } = await store.get('price', idOf(item.price))
  const { name } = await store.get('product', idOf(product))
  return { name, at: next.start_date }
}

export async function planInUse(
  context: Context,
  subscription: Stripe.Subscription,
): Promise<PlanInUse> {
  const { store } = context
  const { price } = subscription.items.data[0]!
  const { name } = await store.get('product', idOf(price.product))
  const card = await cardOfSubscription(context, subscription)
  const latest = subscription.latest_invoice
    ? await store.find('invoice', idOf(subscription.latest_invoice))
    : undefined
  return {
    subscription,
    name,
    card: card ? await store.find('payment_method', card) : undefined,
    owed: latest?.status === 'open' && latest.attempted ? latest : undefined,
    next: await nextPlan(context, subscription),
  }
}

export async function portalView(context: Context, visit: Visit): Promise<PortalView> {
  const { store } = context
  const customer = visit.customer.id
  const all = await store.all('subscription', { customer })
  const running = all.filter(({ status }) => !endedStatuses.has(status) && status !== 'incomplete')
  const plans: PlanInUse[] = []
  for (const subscription of running) plans.push(await planInUse(context, subscription))
  return {
    ...visit,
    plans,
    cards: await store.all('payment_method', { customer }),
    invoices: (await store.all('invoice', { customer })).filter(({ status }) => status !== 'draft'),
  }
}
