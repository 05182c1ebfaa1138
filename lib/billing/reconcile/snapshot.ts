import 'server-only'
import type { Db } from '@/lib/db'

/** What a user's billing says, as text by name: what a convergence may change. */
export type Snapshot = Map<string, string>

const text = (value: unknown): string => {
  if (value === null || value === undefined) return '–'
  return value instanceof Date ? value.toISOString() : String(value)
}

/** Each field under the name of its row: `payment in_1: status`. */
function note(snapshot: Snapshot, row: string, fields: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(fields)) snapshot.set(`${row}: ${name}`, text(value))
}

/** Takes everything down that comes from Stripe, but not when it was read. */
export async function snapshotOf(tx: Db, userId: string): Promise<Snapshot> {
  const where = { userId }
  const snapshot: Snapshot = new Map()
  for (const row of await tx.subscription.findMany({ where })) {
    const { id, userId: _user, syncedAt: _syncedAt, createdAt: _created, ...fields } = row
    note(snapshot, `subscription ${id}`, fields)
  }
  for (const { id, status, amountMinor, refundedMinor } of await tx.payment.findMany({ where }))
    note(snapshot, `payment ${id}`, { status, amountMinor, refundedMinor })
  for (const { id, status, amountMinor } of await tx.refund.findMany({ where }))
    note(snapshot, `refund ${id}`, { status, amountMinor })
  for (const { id, status, fundsWithdrawn } of await tx.dispute.findMany({ where }))
    note(snapshot, `dispute ${id}`, { status, fundsWithdrawn })
  for (const { id, stage, closedBy } of await tx.dunningCase.findMany({ where }))
    note(snapshot, `unpaid ${id}`, { stage, closedBy })
  for (const { id, stripeSessionId, status } of await tx.checkoutAttempt.findMany({ where }))
    note(snapshot, `checkout ${stripeSessionId ?? id}`, { status })
  for (const { sourceKey, granted, reversed } of await tx.creditGrant.findMany({ where }))
    note(snapshot, `grant ${sourceKey}`, { granted, reversed })
  for (const row of await tx.creditAllowance.findMany({ where })) {
    const { sourceKey, amount, paused, reversed } = row
    note(snapshot, `monthly right ${sourceKey}`, { amount, paused, withheld: reversed })
  }
  for (const { cause } of await tx.creditFreeze.findMany({ where }))
    note(snapshot, 'frozen', { [cause]: 'yes' })
  const customer = await tx.billingCustomer.findUnique({ where })
  note(snapshot, 'customer', { deleted: customer?.deletedAt ? 'yes' : 'no' })
  const plan = await tx.userPlan.findUnique({ where: { userId } })
  note(snapshot, 'plan', { key: plan?.planKey ?? 'free', until: plan?.until })
  return snapshot
}

/** One disagreement: what it is about, what we have, and what Stripe's objects make of it. */
export type Drift = { userId: string | null; what: string; ours: string; stripe: string }

const none = 'none'

export function differences(userId: string, before: Snapshot, after: Snapshot): Drift[] {
  const names = new Set([...before.keys(), ...after.keys()])
  return [...names].flatMap((what) => {
    const [ours, stripe] = [before.get(what) ?? none, after.get(what) ?? none]
    return ours === stripe ? [] : [{ userId, what, ours, stripe }]
  })
}
