import type { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHarness, type Harness } from './harness'
import { priceOf, startLife } from './life'

let harness: Harness
let stripe: Stripe
let customer: Stripe.Customer

beforeAll(async () => {
  harness = await startHarness()
  stripe = harness.stripe
  ;({ customer } = await startLife(harness))
})
afterAll(() => harness.close())

const item = (amount: number, more: Stripe.InvoiceItemCreateParams = {}) =>
  stripe.invoiceItems.create({
    customer: customer.id,
    amount,
    currency: 'usd',
    description: `Work for ${amount}`,
    ...more,
  })

describe('an invoice made by hand', () => {
  it('takes what waits when asked, is finalized and paid', async () => {
    await item(700)
    await item(-200)
    const draft = await stripe.invoices.create({
      customer: customer.id,
      pending_invoice_items_behavior: 'include',
    })
    expect(draft).toMatchObject({ status: 'draft', billing_reason: 'manual', total: 500 })
    const open = await stripe.invoices.finalizeInvoice(draft.id)
    expect(open).toMatchObject({ status: 'open', amount_due: 500 })
    expect(await stripe.invoices.pay(open.id)).toMatchObject({ status: 'paid', amount_paid: 500 })
    expect((await stripe.invoiceItems.list({ customer: customer.id, pending: true })).data).toEqual(
      [],
    )
    await expect(
      stripe.invoices.addLines(open.id, { lines: [{ amount: 1 }] }),
    ).rejects.toMatchObject({ code: 'invoice_not_editable' })
  })

  it('leaves what waits where it is unless asked', async () => {
    const waiting = await item(900)
    expect(await stripe.invoices.create({ customer: customer.id })).toMatchObject({ total: 0 })
    const { data } = await stripe.invoiceItems.list({ customer: customer.id, pending: true })
    expect(data.map((one) => one.id)).toEqual([waiting.id])
    await stripe.invoiceItems.del(waiting.id)
    await expect(stripe.invoiceItems.retrieve(waiting.id)).rejects.toMatchObject({
      statusCode: 404,
    })
  })

  it('takes lines, and loses those of a deleted item', async () => {
    const price = await stripe.prices.create({
      currency: 'usd',
      unit_amount: 250,
      product_data: { name: 'Block' },
    })
    const draft = await stripe.invoices.create({ customer: customer.id, currency: 'usd' })
    const added = await stripe.invoices.addLines(draft.id, {
      lines: [
        { pricing: { price: price.id }, quantity: 3 },
        { amount: 100, description: 'Fee' },
      ],
    })
    expect(added).toMatchObject({ total: 850, amount_due: 850 })
    const first = added.lines.data[0]!.parent!.invoice_item_details!.invoice_item
    await stripe.invoiceItems.del(first)
    expect(await stripe.invoices.retrieve(draft.id)).toMatchObject({ total: 100 })
    const [page, rest] = [
      await stripe.invoices.listLineItems(added.id, { limit: 1 }),
      await stripe.invoices.retrieve(draft.id),
    ]
    expect(page.data.map((line) => line.description)).toEqual(['Fee'])
    expect(rest.lines.data).toHaveLength(1)
  })

  it('is sent when it is to be paid by invoice, and deleted while it is a draft', async () => {
    const draft = await stripe.invoices.create({
      customer: customer.id,
      collection_method: 'send_invoice',
      days_until_due: 7,
    })
    expect(draft.due_date).toBe(draft.created + 7 * 86_400)
    await stripe.invoices.addLines(draft.id, { lines: [{ amount: 100, description: 'Fee' }] })
    expect(await stripe.invoices.sendInvoice(draft.id)).toMatchObject({ status: 'open' })
    const other = await stripe.invoices.create({ customer: customer.id })
    expect(await stripe.invoices.del(other.id)).toMatchObject({ deleted: true })
    await expect(stripe.invoices.del(draft.id)).rejects.toMatchObject({ statusCode: 400 })
  })
})

describe('the lists', () => {
  it('go through lines page by page, and find invoices by subscription and status', async () => {
    const one = await priceOf(harness, 'One', 100)
    const two = await priceOf(harness, 'Two', 200)
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: one.id }, { price: two.id }],
    })
    const id = subscription.latest_invoice as string
    const first = await stripe.invoices.listLineItems(id, { limit: 1 })
    expect(first.has_more).toBe(true)
    const second = await stripe.invoices.listLineItems(id, {
      limit: 1,
      starting_after: first.data[0]!.id,
    })
    expect(second.has_more).toBe(false)
    expect([...first.data, ...second.data].map((line) => line.amount)).toEqual([100, 200])
    const paid = await stripe.invoices.list({ subscription: subscription.id, status: 'paid' })
    expect(paid.data.map((invoice) => invoice.id)).toEqual([id])
    expect(
      (await stripe.invoices.list({ subscription: subscription.id, status: 'open' })).data,
    ).toEqual([])
  })
})
