import 'server-only'
import type Stripe from 'stripe'
import type { Prisma } from '@/prisma/generated/client'
import { planOfPrice, planOfPriceId, type SoldPlan } from '../prices'
import { fromUnix, idOf, stripe } from '../stripe'

/** The columns of a subscription that say what is to become of it. */
export type Waiting = Required<
  Pick<
    Prisma.SubscriptionUncheckedCreateInput,
    | 'scheduleId'
    | 'nextPlanKey'
    | 'nextInterval'
    | 'nextAt'
    | 'pendingPlanKey'
    | 'pendingInterval'
    | 'pendingUntil'
    | 'pendingInvoiceUrl'
  >
>

const nothing: Waiting = {
  scheduleId: null,
  nextPlanKey: null,
  nextInterval: null,
  nextAt: null,
  pendingPlanKey: null,
  pendingInterval: null,
  pendingUntil: null,
  pendingInvoiceUrl: null,
}

/** The item that sells a plan of the catalogue; beside it there may be one for overage. */
export function planItem(
  items: readonly Stripe.SubscriptionItem[],
): { item: Stripe.SubscriptionItem; sold: SoldPlan } | null {
  for (const item of items) {
    const sold = planOfPrice(item.price)
    if (sold) return { item, sold }
  }
  return null
}

/** Reads what waits: an upgrade for its payment, a downgrade for the end of the period. */
export async function fetchWaiting(subscription: Stripe.Subscription): Promise<Waiting> {
  const [scheduled, pending] = await Promise.all([
    fetchScheduled(idOf(subscription.schedule)),
    fetchPending(subscription),
  ])
  return { ...nothing, ...scheduled, ...pending }
}

async function fetchPending({
  pending_update: pending,
  latest_invoice: latest,
}: Stripe.Subscription): Promise<Partial<Waiting>> {
  const plan = pending && planItem(pending.subscription_items ?? [])
  if (!pending || !plan) return {}
  const invoice = typeof latest === 'string' ? await stripe().invoices.retrieve(latest) : latest
  return {
    pendingPlanKey: plan.sold.planKey,
    pendingInterval: plan.sold.interval,
    pendingUntil: fromUnix(pending.expires_at),
    pendingInvoiceUrl: invoice?.status === 'open' ? (invoice.hosted_invoice_url ?? null) : null,
  }
}

async function fetchScheduled(scheduleId: string | null): Promise<Partial<Waiting>> {
  if (!scheduleId) return {}
  const { current_phase: current, phases } =
    await stripe().subscriptionSchedules.retrieve(scheduleId)
  const next = phases.find((phase) => current && phase.start_date >= current.end_date)
  const sold = next && (await soldIn(next))
  if (!sold) return { scheduleId }
  return {
    scheduleId,
    nextPlanKey: sold.planKey,
    nextInterval: sold.interval,
    nextAt: fromUnix(next.start_date),
  }
}

async function soldIn(phase: Stripe.SubscriptionSchedule.Phase): Promise<SoldPlan | null> {
  for (const { price } of phase.items) {
    const sold = await planOfPriceId(idOf(price) ?? '')
    if (sold) return sold
  }
  return null
}
