import 'server-only'
import type Stripe from 'stripe'
import { plans } from '@/lib/catalogue'
import { setAllowance } from '@/lib/credits'
import { credits } from '@/lib/credits/unit'
import type { Db } from '@/lib/db'
import type { Owner } from '../customer'
import { describePlan } from '../items'
import type { SoldPlan } from '../prices'
import { fromUnix } from '../stripe'

/** The ledger's name for what an invoice line bought. */
export const lineKey = (lineId: string) => `invoice_line:${lineId}`

/**
 * The credits of one paid line. Keyed by the line, so the same invoice under any number of events grants once. Credits
 * come from the plan, never from the amount: discounts and taxes do not change them. A trial's line of 0 buys nothing.
 */
export async function grantPeriod(
  tx: Db,
  owner: Owner,
  invoiceId: string,
  line: Stripe.InvoiceLineItem,
  sold: SoldPlan,
): Promise<void> {
  if (line.amount <= 0) return
  const plan = plans[sold.planKey]
  await setAllowance(tx, {
    userId: owner.userId,
    sourceKey: lineKey(line.id),
    amount: credits(plan.creditsPerMonth * (line.quantity ?? 1)),
    anchor: fromUnix(line.period.start),
    until: fromUnix(line.period.end),
    rolloverCap: credits(plan.rolloverCap),
    reason: describePlan(sold.planKey, sold.interval),
    paidBy: invoiceId,
  })
}
