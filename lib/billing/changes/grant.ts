import 'server-only'
import { grant, pauseAllowance, setAllowance } from '@/lib/credits'
import { credits, microCredits } from '@/lib/credits/unit'
import { plans } from '@/lib/catalogue'
import { clock } from '@/lib/clock'
import type { Db } from '@/lib/db'
import type { Owner } from '../customer'
import { describePlan } from '../items'
import { fromUnix } from '../stripe'
import { grantPeriod, lineKey } from '../sync/grant-period'
import type { BilledLines } from '../sync/invoice-reading'
import { outcomeOf, type Part, type PlanChange } from './arithmetic'
import { monthAt, type Span } from './months'
import { changesOf, periodsOf } from './read'
import { withdraw } from './withdraw'

/** Plan credits last a day past their month, since a renewal's invoice may take hours. */
const graceMs = 24 * 3_600_000

/** What gives credits in a period: its own line, then each change of plan within it. Newest last. */
type Right = { lineId: string; period: Span; differenceUntil: number | null }

const difference = (lineId: string) => `${lineKey(lineId)}/change`

/** The grant that such a right made for the month that runs at `time`. */
function grantAt({ lineId, period, differenceUntil }: Right, time: number): string {
  if (differenceUntil !== null && time < differenceUntil) return difference(lineId)
  return `${lineKey(lineId)}/${monthAt(period, time).index}`
}

/**
 * Writes the credits of everything a subscription has paid for, in order, down to its changes of plan. Each grant is keyed by
 * its invoice line, so what is there already stays as it is: whichever invoice is heard of first, the end is the same.
 */
export async function grantHistory(
  tx: Db,
  owner: Owner,
  history: readonly BilledLines[],
): Promise<void> {
  const periods = periodsOf(history)
  const rights: Right[] = []
  for (const { invoiceId, periods: lines, prorations } of history) {
    for (const change of changesOf(prorations, periods))
      await grantChange(tx, owner, invoiceId, change, rights)
    for (const { line, sold } of lines) {
      await grantPeriod(tx, owner, invoiceId, line, sold)
      rights.push({ lineId: line.id, period: line.period, differenceUntil: null })
    }
  }
}

async function grantChange(
  tx: Db,
  { userId }: Owner,
  invoiceId: string,
  change: PlanChange,
  rights: Right[],
): Promise<void> {
  const { now, monthEnd, later, endsRight } = outcomeOf(change)
  const earlier = rights.filter(({ period }) => period.end === change.whole.end).toReversed()
  const charge = change.charged.at(-1)
  if (now > 0n && charge && monthEnd * 1_000 + graceMs > clock.now().getTime())
    await grant(tx, {
      userId,
      kind: 'plan',
      sourceKey: difference(charge.lineId),
      amount: microCredits(now),
      expiresAt: new Date(monthEnd * 1_000 + graceMs),
      reason: `Change to ${nameOf(charge)}`,
      paidBy: invoiceId,
    })
  const credit = change.credited.at(-1)
  if (now < 0n && credit)
    await withdraw(tx, {
      userId,
      lineId: credit.lineId,
      amount: -now,
      from: earlier.map((right) => grantAt(right, change.span.start)),
    })
  if (endsRight)
    for (const { lineId } of earlier)
      await pauseAllowance(tx, { userId, sourceKey: lineKey(lineId) })
  if (later) await grantLater(tx, userId, invoiceId, later)
  if (charge)
    rights.push({
      lineId: charge.lineId,
      period: later?.span ?? change.whole,
      differenceUntil: monthEnd,
    })
}

const nameOf = ({ sold }: Part) => describePlan(sold.planKey, sold.interval)

/** The months of a year that follow the one in which the plan changed. */
async function grantLater(
  tx: Db,
  userId: string,
  invoiceId: string,
  { part, span }: { part: Part; span: Span },
): Promise<void> {
  const plan = plans[part.sold.planKey]
  await setAllowance(tx, {
    userId,
    sourceKey: lineKey(part.lineId),
    amount: credits(plan.creditsPerMonth * part.quantity),
    anchor: fromUnix(span.start),
    until: fromUnix(span.end),
    rolloverCap: credits(plan.rolloverCap),
    reason: nameOf(part),
    paidBy: invoiceId,
  })
}
