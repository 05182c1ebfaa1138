import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { invalidRequest } from '../errors'
import { idOf } from '../objects'
import { moveBalance } from './balance-transactions'
import { buildDispute, type TextEvidence } from './dispute-object'
import type { DueSource } from './timeline'

/** What Stripe asks for each chargeback, in US cents. */
const disputeFee = 1500
const answerable = new Set(['needs_response', 'warning_needs_response'])
const underReview = new Set(['under_review', 'warning_under_review'])

export const isInquiry = ({ status }: Stripe.Dispute) => status.startsWith('warning_')
const isOpen = ({ status }: Stripe.Dispute) => answerable.has(status) || underReview.has(status)

export type OpenInput = { amount?: number; reason?: string; inquiry?: boolean }

/** The customer's bank takes the money back, or only asks about it. */
export async function openDispute(
  context: Context,
  charge: Stripe.Charge,
  { amount, reason = 'fraudulent', inquiry = false }: OpenInput = {},
): Promise<Stripe.Dispute> {
  const { store } = context
  const left = charge.amount - charge.amount_refunded
  const disputed = amount ?? left
  if (!charge.paid || left === 0)
    throw invalidRequest('There is nothing to dispute: the charge is not paid, or all is refunded.')
  if (disputed < 1 || disputed > charge.amount)
    throw invalidRequest('A dispute is about part of the charge, or all of it.', {
      param: 'amount',
    })
  if ((await store.all('dispute', { charge: charge.id })).some(isOpen))
    throw invalidRequest('This charge is disputed already.')
  const dispute = await store.put(
    buildDispute(context, charge, { amount: disputed, reason, inquiry }),
  )
  await store.put({ ...charge, disputed: true })
  const opened = inquiry ? dispute : await withdraw(context, dispute)
  await context.emit('charge.dispute.created', opened)
  if (!inquiry) await context.emit('charge.dispute.funds_withdrawn', opened)
  return opened
}

async function withdraw(context: Context, dispute: Stripe.Dispute): Promise<Stripe.Dispute> {
  const charge = idOf(dispute.charge)
  const taken = await moveBalance(context, {
    amount: -dispute.amount,
    currency: dispute.currency,
    type: 'adjustment',
    reportingCategory: 'dispute',
    source: dispute.id,
    description: `Chargeback withdrawal for ${charge}`,
    fee: { amount: disputeFee, description: 'Dispute fee' },
  })
  return context.store.put({
    ...dispute,
    balance_transactions: [...dispute.balance_transactions, taken],
  })
}

/** What we say to it. The texts that decide a test dispute: https://docs.stripe.com/testing#evidence */
export async function answerDispute(
  context: Context,
  dispute: Stripe.Dispute,
  {
    evidence,
    metadata,
    submit,
  }: { evidence?: TextEvidence; metadata: Stripe.Metadata; submit: boolean },
): Promise<Stripe.Dispute> {
  if (evidence && !answerable.has(dispute.status))
    throw invalidRequest('This dispute is already closed')
  const given = evidence && Object.keys(evidence).length > 0
  const sent = submit && (given || dispute.evidence_details.has_evidence)
  const details = dispute.evidence_details
  const answered = await context.update('charge.dispute.updated', dispute, {
    evidence: { ...dispute.evidence, ...evidence },
    evidence_details: {
      ...details,
      has_evidence: details.has_evidence || given === true,
      submission_count: details.submission_count + (sent ? 1 : 0),
      submission_method: sent ? 'manual' : details.submission_method,
    },
    metadata,
    status: sent ? (isInquiry(dispute) ? 'warning_under_review' : 'under_review') : dispute.status,
  })
  // The bank's answer comes after ours; whoever asks again sees it.
  if (sent) await review(context, answered)
  return answered
}

async function review(context: Context, dispute: Stripe.Dispute): Promise<void> {
  const inquiry = isInquiry(dispute)
  switch (dispute.evidence.uncategorized_text) {
    case 'winning_evidence':
      await closeDispute(context, dispute, inquiry ? 'warning_closed' : 'won')
      break
    case 'losing_evidence':
      await closeDispute(context, dispute, inquiry ? 'warning_closed' : 'lost')
      break
    case 'escalate_inquiry_evidence':
      if (inquiry) await escalate(context, dispute)
  }
}

/** The bank was not content with the answer to its question. */
async function escalate(context: Context, dispute: Stripe.Dispute): Promise<void> {
  const charged = await withdraw(context, dispute)
  const card = dispute.payment_method_details?.card
  const escalated = await context.update('charge.dispute.updated', charged, {
    is_charge_refundable: false,
    status: 'needs_response',
    ...(card
      ? { payment_method_details: { type: 'card', card: { ...card, case_type: 'chargeback' } } }
      : {}),
  })
  await context.emit('charge.dispute.funds_withdrawn', escalated)
}

export async function closeDispute(
  context: Context,
  dispute: Stripe.Dispute,
  status: 'won' | 'lost' | 'warning_closed',
): Promise<Stripe.Dispute> {
  if (!isOpen(dispute)) throw invalidRequest('This dispute is already closed')
  if (isInquiry(dispute) !== (status === 'warning_closed'))
    throw invalidRequest(`A dispute that is ${dispute.status} can not become ${status}.`)
  const returned =
    status === 'won'
      ? await moveBalance(context, {
          amount: dispute.amount,
          currency: dispute.currency,
          type: 'adjustment',
          reportingCategory: 'dispute_reversal',
          source: dispute.id,
          description: `Chargeback reversal for ${idOf(dispute.charge)}`,
          fee: { amount: -disputeFee, description: 'Dispute fee' },
        })
      : undefined
  const closed = await context.update('charge.dispute.closed', dispute, {
    balance_transactions: [...dispute.balance_transactions, ...(returned ? [returned] : [])],
    status,
  })
  if (returned) await context.emit('charge.dispute.funds_reinstated', closed)
  return closed
}

/** An inquiry ends with the money going back. */
export async function closeInquiry(context: Context, charge: string): Promise<void> {
  for (const dispute of await context.store.all('dispute', { charge }))
    if (isOpen(dispute) && isInquiry(dispute))
      await closeDispute(context, dispute, 'warning_closed')
}

/** Nobody answered in time. */
export const dueDisputes: DueSource = async ({ store }, until) =>
  (await store.all('dispute')).flatMap((dispute) => {
    const at = dispute.evidence_details.due_by
    if (at === null || at > until || !answerable.has(dispute.status)) return []
    const run = async (context: Context) => {
      const past_due = { ...dispute.evidence_details, past_due: true }
      const status = isInquiry(dispute) ? 'warning_closed' : 'lost'
      await closeDispute(context, { ...dispute, evidence_details: past_due }, status)
    }
    return [{ at, id: dispute.id, run }]
  })
