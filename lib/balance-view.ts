import 'server-only'
import { awaitsPayment, overageIsOn, ownAvailable } from '@/lib/billing'
import { plans } from '@/lib/catalogue'
import {
  forecastOf,
  freezesOf,
  lowSince,
  readBalance,
  type Balance,
  type Bucket,
  type Forecast,
  type Freeze,
} from '@/lib/credits'
import { credits, microCredits, type MicroCredits } from '@/lib/credits/unit'
import { db } from '@/lib/db'
import { planOf } from '@/lib/entitlements'

/** What the meter draws. */
export type DrawnBalance = Balance & {
  /** Those with something left, in burn order. */
  buckets: Bucket[]
  /** The plan's credits a month: the full bar where the buckets hold less. */
  planCredits: MicroCredits
}

/** What a page knows of a balance and `GET /api/balance` answers. */
export type BalanceView = DrawnBalance & {
  /** Whose it is: a tab may outlive the session it was opened in. */
  userId: string
  /** `available` and `buckets` are the user's own. Past them, while overage is on, goes what the next invoice will hold. */
  overage: { on: boolean; left: MicroCredits }
  /** A payment page is open, or its payment is on the way: the credits may arrive without anything done on the page. */
  awaitingPayment: boolean
  /** While `low`: the number of the entry that made it so, by which a notice knows its crossing; else `null`. */
  lowSince: number | null
  /** Why nothing can be spent; empty while it can. */
  suspendedFor: Freeze['kind'][]
  /** The day credits run out at the speed of lately. */
  forecast: Forecast
}

export async function readBalanceView(userId: string): Promise<BalanceView> {
  // The payment first: were it read last, it could be over while the balance read is still that of before.
  const awaitingPayment = await awaitsPayment(userId)
  const [balance, plan, on] = await Promise.all([
    readBalance(db(), userId),
    planOf(userId),
    overageIsOn(userId),
  ])
  const buckets = balance.buckets.filter(
    ({ kind, remaining }) => kind !== 'overage' && remaining > 0,
  )
  const own = ownAvailable(balance)
  return {
    ...balance,
    available: own,
    overage: { on, left: microCredits(balance.available - own) },
    userId,
    buckets,
    planCredits: credits(plans[plan].creditsPerMonth),
    awaitingPayment,
    lowSince: balance.low ? await lowSince(db(), userId) : null,
    suspendedFor: balance.frozen ? (await freezesOf(db(), userId)).map(({ kind }) => kind) : [],
    forecast: await forecastOf(db(), userId, buckets),
  }
}
