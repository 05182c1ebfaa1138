import 'server-only'
import { policyOf } from '../access'
import { db } from '@/lib/db'
import { log } from '@/lib/log'
import { idOf, stripe } from '../stripe'
import { fetchInvoice } from './invoice-reading'

/** Metadata on a subscription that was cancelled because the customer already had one: names the one that stays. */
export const duplicateMark = 'duplicateOf'

/**
 * Thrown by the write of a subscription that starts to give access while another one of the same customer already
 * does (two checkouts were open and both were paid). The write is rolled back; whoever ran it resolves and runs again.
 */
export class DuplicateSubscription extends Error {
  override readonly name = 'DuplicateSubscription'

  constructor(
    readonly subscriptionId: string,
    readonly keptId: string,
  ) {
    super(`${subscriptionId} was bought beside ${keptId}`)
  }
}

/**
 * Cancels the second subscription and gives its money back. Each step may run again: the event counts as handled only
 * after all of them. The refund comes before the cancellation, because a cancelled subscription is no duplicate any
 * more and nobody would come back for the refund.
 */
export async function resolveDuplicate({
  subscriptionId,
  keptId,
}: DuplicateSubscription): Promise<void> {
  const kept = await db().subscription.findUniqueOrThrow({ where: { id: keptId } })
  if (!policyOf(kept.status).access) return
  const marked = await stripe().subscriptions.update(subscriptionId, {
    metadata: { [duplicateMark]: keptId },
  })
  const invoiceId = idOf(marked.latest_invoice)
  const facts = invoiceId ? (await fetchInvoice(invoiceId)).facts : null
  if (facts && facts.failure === null && facts.refundedMinor === 0)
    await stripe().refunds.create(
      {
        payment_intent: facts.paymentIntentId,
        reason: 'duplicate',
        metadata: { subscription: subscriptionId },
      },
      { idempotencyKey: `duplicate:${subscriptionId}` },
    )
  await stripe().subscriptions.cancel(subscriptionId, { invoice_now: false, prorate: false })
  log.warn({ subscriptionId, keptId }, 'second subscription cancelled and refunded')
}
