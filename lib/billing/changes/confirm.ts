import 'server-only'
import { AppError } from '@/lib/errors'
import { onBehalf, stripe } from '../stripe'
import { converge } from '../sync/converge'
import { fetchInvoice } from '../sync/invoice-reading'
import { readSubscription } from '../sync/subscription'
import { idOf } from '../stripe'
import { assertChangeable, changeTo, type Change } from './current'
import { assertOverageBilled } from './overage-first'
import { scheduleDowngrade } from './downgrade'
import { isFresh } from './fresh'
import { upgradeRequest } from './request'
import type { ConfirmedChange } from './target'

export type ChangeResult =
  | { status: 'changed' }
  /** A downgrade: from then on. ISO 8601. */
  | { status: 'scheduled'; effectiveAt: string }
  /** The old plan stays, nothing was charged. `url`: Stripe's page, where it can still be paid or confirmed. */
  | { status: 'declined'; reason: string; url: string | null }
  | { status: 'needs_confirmation'; url: string | null }

/**
 * Changes the plan as the preview showed it. An upgrade is charged at once and counts only when it is paid; a downgrade waits
 * for the period's end. The same click again is the same change. Throws as the preview does, and `conflict` when the preview is
 * too old.
 */
export async function confirmChange(
  userId: string,
  { previewedAt, ...target }: ConfirmedChange,
  id?: string,
): Promise<ChangeResult> {
  const change = await changeTo(userId, target, id)
  // The same click again, which has had its effect.
  if (change.direction === 'none') return { status: 'changed' }
  assertChangeable(change)
  await assertOverageBilled(userId, change)
  if (!isFresh(previewedAt))
    throw new AppError(
      'conflict',
      'The amount was worked out a while ago and may have changed. Nothing was charged; please look again.',
      { details: { stale: true } },
    )
  return change.direction === 'downgrade'
    ? scheduleDowngrade(change, previewedAt)
    : upgrade(change, previewedAt)
}

async function upgrade(change: Change, previewedAt: number): Promise<ChangeResult> {
  const { subscription, to } = change
  const request = await upgradeRequest(change, previewedAt)
  const key = `upgrade:${subscription.id}:${to.planKey}:${to.interval}:${previewedAt}`
  const changed = await onBehalf(
    stripe().subscriptions.update(
      subscription.id,
      // Without it the new plan would be in force though its payment fails.
      { ...request, payment_behavior: 'pending_if_incomplete' },
      { idempotencyKey: key },
    ),
  )
  // Written at once instead of waiting for the events, which will only repeat it: plan and credits are there now.
  await onBehalf(converge(() => readSubscription(subscription.id)))
  return changed.pending_update ? heldBack(idOf(changed.latest_invoice)) : { status: 'changed' }
}

/** Why the change waits for its payment. */
async function heldBack(invoiceId: string | null): Promise<ChangeResult> {
  const reading = invoiceId ? await onBehalf(fetchInvoice(invoiceId)) : null
  const url = reading?.invoice.hosted_invoice_url ?? null
  const failure = reading?.facts?.failure
  if (!failure || failure.code === 'authentication_required')
    return { status: 'needs_confirmation', url }
  return { status: 'declined', reason: failure.message, url }
}
