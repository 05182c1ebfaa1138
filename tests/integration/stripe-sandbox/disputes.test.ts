import type { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { controlsOf, type Controls } from './controls'
import { startHarness, type Harness } from './harness'

let harness: Harness
let stripe: Stripe
let controls: Controls

beforeAll(async () => {
  harness = await startHarness()
  stripe = harness.stripe
  controls = controlsOf(harness)
})
afterAll(() => harness.close())

async function paid(token: string, amount = 4200) {
  const intent = await stripe.paymentIntents.create({
    amount,
    currency: 'usd',
    confirm: true,
    payment_method: token,
  })
  return intent.latest_charge as string
}

async function disputed(token = 'pm_card_createDispute') {
  const charge = await paid(token)
  const [dispute] = (await stripe.disputes.list({ charge })).data
  return { charge, dispute: dispute! }
}

const answer = (id: string, uncategorized_text: string) =>
  stripe.disputes.update(id, { evidence: { uncategorized_text } })

describe('a chargeback', () => {
  it('takes the money and a fee', async () => {
    const { charge, dispute } = await disputed()
    expect(dispute).toMatchObject({
      amount: 4200,
      reason: 'fraudulent',
      status: 'needs_response',
      is_charge_refundable: false,
      balance_transactions: [{ amount: -4200, fee: 1500, net: -5700, type: 'adjustment' }],
      payment_method_details: { card: { case_type: 'chargeback', network_reason_code: '10.4' } },
    })
    expect((await stripe.charges.retrieve(charge)).disputed).toBe(true)
    expect(await controls.eventsOf(dispute.id)).toEqual([
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
    ])
    await expect(stripe.refunds.create({ charge })).rejects.toMatchObject({
      code: 'charge_disputed',
    })
  })

  it('is won with good evidence, and the money comes back', async () => {
    const { dispute } = await disputed('pm_card_createDisputeProductNotReceived')
    expect(dispute.reason).toBe('product_not_received')
    const before = (await stripe.balance.retrieve()).available[0]!.amount
    expect((await answer(dispute.id, 'winning_evidence')).status).toBe('under_review')
    expect(await stripe.disputes.retrieve(dispute.id)).toMatchObject({
      status: 'won',
      balance_transactions: [{ net: -5700 }, { net: 5700 }],
      evidence_details: { has_evidence: true, submission_count: 1 },
    })
    expect((await stripe.balance.retrieve()).available[0]!.amount).toBe(before + 5700)
    expect((await controls.eventsOf(dispute.id)).slice(2)).toEqual([
      'charge.dispute.updated',
      'charge.dispute.closed',
      'charge.dispute.funds_reinstated',
    ])
  })

  it('is lost with bad evidence', async () => {
    const { dispute } = await disputed()
    await answer(dispute.id, 'losing_evidence')
    expect((await stripe.disputes.retrieve(dispute.id)).status).toBe('lost')
    expect((await controls.eventsOf(dispute.id)).at(-1)).toBe('charge.dispute.closed')
    await expect(answer(dispute.id, 'more')).rejects.toMatchObject({ statusCode: 400 })
  })

  it('keeps evidence that is not sent yet', async () => {
    const { dispute } = await disputed()
    const draft = await stripe.disputes.update(dispute.id, {
      evidence: { uncategorized_text: 'winning_evidence' },
      submit: false,
    })
    expect(draft).toMatchObject({
      status: 'needs_response',
      evidence_details: { has_evidence: true, submission_count: 0 },
    })
    await stripe.disputes.update(dispute.id, { submit: true })
    expect((await stripe.disputes.retrieve(dispute.id)).status).toBe('won')
  })

  it('is lost when we accept it, and when nobody answers in time', async () => {
    const { dispute } = await disputed()
    expect((await stripe.disputes.close(dispute.id)).status).toBe('lost')
    const second = await disputed()
    expect(await controls.happen(second.dispute.id)).toBe(second.dispute.evidence_details.due_by)
    expect(await stripe.disputes.retrieve(second.dispute.id)).toMatchObject({
      status: 'lost',
      evidence_details: { past_due: true },
    })
  })

  it('can be about a part, and about what a refund has left', async () => {
    const part = await paid('pm_card_visa')
    const opened = await controls.post<Stripe.Dispute>(`charges/${part}/dispute`, { amount: 1200 })
    expect(opened).toMatchObject({ amount: 1200, status: 'needs_response' })
    expect((await controls.call(`charges/${part}/dispute`, 'POST', {})).status).toBe(400)
    const rest = await paid('pm_card_visa')
    await stripe.refunds.create({ charge: rest, amount: 1000 })
    const left = await controls.post<Stripe.Dispute>(`charges/${rest}/dispute`, {
      reason: 'duplicate',
    })
    expect(left).toMatchObject({ amount: 3200, reason: 'duplicate' })
    const lost = await controls.post<Stripe.Dispute>(`disputes/${left.id}/close`, {
      status: 'lost',
    })
    expect(lost.status).toBe('lost')
  })
})

describe('an inquiry', () => {
  it('moves no money, and a full refund ends it', async () => {
    const { charge, dispute } = await disputed('pm_card_createDisputeInquiry')
    expect(dispute).toMatchObject({
      status: 'warning_needs_response',
      balance_transactions: [],
      is_charge_refundable: true,
      payment_method_details: { card: { case_type: 'inquiry', network_reason_code: '10' } },
    })
    expect(await controls.eventsOf(dispute.id)).toEqual(['charge.dispute.created'])
    await stripe.refunds.create({ charge })
    expect((await stripe.disputes.retrieve(dispute.id)).status).toBe('warning_closed')
  })

  it('can become a chargeback', async () => {
    const { dispute } = await disputed('pm_card_createDisputeInquiry')
    const sent = await answer(dispute.id, 'escalate_inquiry_evidence')
    expect(sent.status).toBe('warning_under_review')
    expect(await stripe.disputes.retrieve(dispute.id)).toMatchObject({
      status: 'needs_response',
      is_charge_refundable: false,
      balance_transactions: [{ net: -5700 }],
    })
    expect((await controls.eventsOf(dispute.id)).at(-1)).toBe('charge.dispute.funds_withdrawn')
  })
})
