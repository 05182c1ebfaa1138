import type { Stripe } from 'stripe'
import type { User } from '@/prisma/generated/client'
import type { ChangePreview, UpgradePreview } from '@/lib/billing'
import { clock } from '@/lib/clock'
import type { BillingWorld } from './billing'

export type PlanTarget = { plan: 'pro' | 'business'; interval: 'month' | 'year' }

/** What a story about changes of plan is told with: subscribers, other cards, and time that passes. */
export function planChanges(world: BillingWorld) {
  async function subscriptionOf(user: User): Promise<Stripe.Subscription> {
    const row = await world.db.subscription.findFirstOrThrow({ where: { userId: user.id } })
    return world.stripe.subscriptions.retrieve(row.id)
  }

  /** A user whose first payment has arrived. */
  async function subscriber(target: PlanTarget): Promise<User> {
    const user = await world.newUser()
    const { events } = await world.buy(user, { kind: 'subscription', ...target })
    await world.deliverAll(events)
    return user
  }

  /** From now on the customer pays by this card. */
  async function payBy(user: User, method: string): Promise<void> {
    const { id, customer } = await subscriptionOf(user)
    const attached = await world.stripe.paymentMethods.attach(method, {
      customer: customer as string,
    })
    await world.stripe.customers.update(customer as string, {
      invoice_settings: { default_payment_method: attached.id },
    })
    await world.stripe.subscriptions.update(id, { default_payment_method: attached.id })
  }

  /** Moves Stripe and the app to a moment (Unix seconds), and answers what happened on the way, oldest first. */
  async function travelTo(seconds: number): Promise<Stripe.Event[]> {
    return world.eventsOf(async () => {
      const response = await fetch(`${world.sandbox.url}/api/clock/advance`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ to: seconds }),
      })
      if (!response.ok) throw new Error(await response.text())
      const { offsetMs } = (await response.json()) as { offsetMs: number }
      clock.move(offsetMs)
    })
  }

  /** To a part of the period that runs: 0.5 is half of it. */
  async function travelInto(user: User, part: number): Promise<void> {
    const [item] = (await subscriptionOf(user)).items.data
    if (!item) throw new Error('a subscription without items')
    const length = item.current_period_end - item.current_period_start
    await world.deliverAll(await travelTo(item.current_period_start + Math.round(part * length)))
  }

  async function upgradePreview(user: User, target: PlanTarget): Promise<UpgradePreview> {
    const preview: ChangePreview = await world.previewChange(user.id, target)
    if (preview.direction !== 'upgrade') throw new Error(`it is a ${preview.direction}`)
    return preview
  }

  /** Preview and confirmation, as the two clicks of one user; answers also the events. */
  async function change(user: User, target: PlanTarget) {
    const preview = await world.previewChange(user.id, target)
    let result: Awaited<ReturnType<typeof world.confirmChange>> | undefined
    const events = await world.eventsOf(async () => {
      result = await world.confirmChange(user.id, { ...target, previewedAt: preview.previewedAt })
    })
    return { preview, result, events }
  }

  const available = async (user: User) => (await world.stateOf(user)).available

  return {
    subscriptionOf,
    subscriber,
    payBy,
    travelTo,
    travelInto,
    upgradePreview,
    change,
    available,
  }
}
