import type { Subscription } from '@/prisma/generated/client'
import { log } from '@/lib/log'
import { suspendAfterDays } from './dunning/stages'

export type SubscriptionStatus =
  | 'trialing'
  | 'active'
  | 'past_due'
  | 'incomplete'
  | 'incomplete_expired'
  | 'unpaid'
  | 'paused'
  | 'canceled'

type Policy = {
  /** Days of access counted from one end of the current period; `null`: none. */
  access: { from: 'period_start' | 'period_end'; graceDays: number } | null
  /** Still alive at Stripe: a second subscription must not be bought beside it. */
  alive: boolean
}

/**
 * Which subscription status gives access, and for how long without hearing from Stripe again. A running plan outlasts
 * its period by three days, because a renewal is finalised an hour or more late; an unpaid renewal (`past_due`: the
 * period has already moved on) keeps the plan while Stripe retries, until the stages of dunning say otherwise or its
 * fourteen days are over. `incomplete` gives nothing: its first payment has never succeeded.
 */
export const accessPolicy: Record<SubscriptionStatus, Policy> = {
  trialing: { access: { from: 'period_end', graceDays: 3 }, alive: true },
  active: { access: { from: 'period_end', graceDays: 3 }, alive: true },
  past_due: { access: { from: 'period_start', graceDays: suspendAfterDays }, alive: true },
  incomplete: { access: null, alive: false },
  incomplete_expired: { access: null, alive: false },
  unpaid: { access: null, alive: true },
  paused: { access: null, alive: true },
  canceled: { access: null, alive: false },
}

const isKnown = (status: string): status is SubscriptionStatus =>
  Object.hasOwn(accessPolicy, status)

/** The row of the table. Stripe's enums are open: a status we do not know gives no access and is logged. */
export function policyOf(status: string): Policy {
  if (isKnown(status)) return accessPolicy[status]
  log.error({ status }, 'unknown subscription status: no access until the policy table names it')
  return { access: null, alive: true }
}

const dayMs = 24 * 60 * 60 * 1_000

/** Until when the subscription gives access to its plan; `null`: it gives none. */
export function accessUntil(
  subscription: Pick<Subscription, 'status' | 'currentPeriodStart' | 'currentPeriodEnd'>,
): Date | null {
  const { access } = policyOf(subscription.status)
  if (!access) return null
  const from =
    access.from === 'period_start' ? subscription.currentPeriodStart : subscription.currentPeriodEnd
  return new Date(from.getTime() + access.graceDays * dayMs)
}

const keep = (test: (policy: Policy) => boolean) =>
  (Object.keys(accessPolicy) as SubscriptionStatus[]).filter((status) => test(accessPolicy[status]))

/** For queries: the statuses that give access, and those that stand in the way of a second subscription. */
export const accessStatuses = keep((policy) => policy.access !== null)
export const aliveStatuses = keep((policy) => policy.alive)
