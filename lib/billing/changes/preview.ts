import 'server-only'
import { plans } from '@/lib/catalogue'
import { credits, microCredits, type MicroCredits } from '@/lib/credits/unit'
import { AppError } from '@/lib/errors'
import type { SoldPlan } from '../prices'
import { fromUnix, onBehalf, stripe } from '../stripe'
import { linesOfInvoice } from '../sync/invoice-reading'
import { outcomeOf } from './arithmetic'
import { isFresh, unixNow } from './fresh'
import { assertChangeable, changeTo, type Change } from './current'
import { assertOverageBilled } from './overage-first'
import { changesOf } from './read'
import { periodOf, upgradeRequest } from './request'
import type { ChangeTarget } from './target'

type Common = {
  from: SoldPlan
  to: SoldPlan
  currency: string
  /** What the new plan costs each period, before discounts and taxes. */
  priceMinor: number
  /** Unix seconds; to be sent along with the confirmation. */
  previewedAt: number
}

export type UpgradePreview = Common & {
  direction: 'upgrade'
  lines: { description: string; amountMinor: number }[]
  /** What the unused time gives back (a positive figure) and what the new plan costs. */
  creditMinor: number
  chargeMinor: number
  /** Off the lines above; what is discounted in a proration is in its line already. */
  discountMinor: number
  /** On top of the lines; a tax that is in the prices is in the lines. */
  taxMinor: number
  /** What a balance kept at Stripe pays (positive) or adds (negative). */
  balanceMinor: number
  dueMinor: number
  /** Micro-credits that arrive when it is paid. */
  creditsNow: MicroCredits
  endsTrial: boolean
  /** ISO 8601. */
  renewsAt: string
}

export type DowngradePreview = Common & {
  direction: 'downgrade'
  /** ISO 8601: until then everything stays as it is. */
  effectiveAt: string
}

export type ChangePreview = UpgradePreview | DowngradePreview

/**
 * What a change of plan would cost and bring, from Stripe's own preview of the invoice; `at` (Unix seconds) counts it from an
 * earlier preview's moment, while that is recent enough to be confirmed. Changes nothing. Throws `not_found` without a
 * subscription, `conflict` when it cannot be changed now, `provider_failed` when Stripe does not answer.
 */
export async function previewChange(
  userId: string,
  target: ChangeTarget,
  { id, at }: { id?: string; at?: number } = {},
): Promise<ChangePreview> {
  const change = await changeTo(userId, target, id)
  const { from, to, direction, subscription, item } = change
  if (direction === 'none')
    throw new AppError(
      'conflict',
      `You are on ${plans[to.planKey].name} already. Nothing was charged.`,
      { details: { already: true } },
    )
  assertChangeable(change)
  await assertOverageBilled(userId, change)
  const common: Common = {
    from,
    to,
    currency: subscription.currency,
    priceMinor: plans[to.planKey].prices[to.interval].unitAmount,
    previewedAt: at !== undefined && isFresh(at) ? at : unixNow(),
  }
  return direction === 'downgrade'
    ? { ...common, direction, effectiveAt: fromUnix(item.current_period_end).toISOString() }
    : { ...common, direction, ...(await upgrade(change, common.previewedAt)) }
}

const total = (parts: readonly { amount: number }[]) =>
  parts.reduce((sum, { amount }) => sum + amount, 0)

async function upgrade(change: Change, prorationDate: number) {
  const { subscription } = change
  const invoice = await onBehalf(
    stripe().invoices.createPreview({
      subscription: subscription.id,
      subscription_details: await upgradeRequest(change, prorationDate),
    }),
  )
  const lines = invoice.lines.data
  const { periods, prorations } = await linesOfInvoice(invoice)
  const bought = periods.filter(({ line }) => line.amount > 0)
  const whole = [periodOf(change.item)]
  const moved = changesOf(prorations, whole).reduce((sum, one) => sum + outcomeOf(one).now, 0n)
  const given = bought.reduce(
    (sum, { sold, line }) =>
      sum + BigInt(credits(plans[sold.planKey].creditsPerMonth)) * BigInt(line.quantity ?? 1),
    moved,
  )
  return {
    lines: lines.map(({ description, amount }) => ({
      description: description ?? '',
      amountMinor: amount,
    })),
    creditMinor: 0 - total(lines.filter(({ amount }) => amount < 0)),
    chargeMinor: total(lines.filter(({ amount }) => amount > 0)),
    discountMinor: total(invoice.total_discount_amounts ?? []),
    taxMinor: total(
      (invoice.total_taxes ?? []).filter(({ tax_behavior: how }) => how === 'exclusive'),
    ),
    balanceMinor: invoice.total - invoice.amount_due,
    dueMinor: invoice.amount_due,
    creditsNow: microCredits(given),
    endsTrial: subscription.status === 'trialing',
    renewsAt: fromUnix(bought[0]?.line.period.end ?? change.item.current_period_end).toISOString(),
  }
}
