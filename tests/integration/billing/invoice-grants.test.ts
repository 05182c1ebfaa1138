import type { Stripe } from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { credits } from '@/lib/credits/unit'
import { billingWorld, typed, type BillingWorld } from '@/tests/support/billing'

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

async function subscribe() {
  const user = await world.newUser()
  const item = { kind: 'subscription', plan: 'pro', interval: 'month' } as const
  const { events } = await world.buy(user, item)
  return { user, events }
}

/** Replaces fields of the invoice in Stripe's answers while the paid event is delivered. */
async function deliverPaid(events: Stripe.Event[], change: (invoice: Stripe.Invoice) => object) {
  const paid = typed(events, 'invoice.paid')
  const stop = world.rewriteInvoices(change)
  await world.deliverAll([paid])
  stop()
}

test('checklist 21: a renewal grants its own period, once per invoice', async () => {
  const { user, events } = await subscribe()
  await world.deliverAll(events)
  const paid = typed(events, 'invoice.paid')
  const id = `${paid.data.object.id}next`
  // The next month's invoice, as Stripe would answer for it.
  const stop = world.proxy.rewrite(async ({ path }) => {
    if (path !== `/v1/invoices/${id}`) return undefined
    const invoice = await world.stripe.invoices.retrieve(paid.data.object.id, {
      expand: ['parent.subscription_details.subscription'],
    })
    const { lastResponse: _lastResponse, ...plain } = JSON.parse(JSON.stringify(invoice))
    for (const line of plain.lines.data) line.id = `${line.id}next`
    return {
      status: 200,
      body: { ...plain, id, billing_reason: 'subscription_cycle', payments: { data: [] } },
    }
  })
  const renewal = { ...paid, id: `${paid.id}next`, data: { object: { ...paid.data.object, id } } }
  await world.deliver(renewal)
  await world.deliver({ ...renewal, id: `${paid.id}again` })
  stop()
  const { grants, payments, mails } = await world.stateOf(user)
  expect(grants.filter(({ granted }) => granted === credits(1_000))).toHaveLength(2)
  expect(payments).toHaveLength(2)
  expect(mails).toEqual(['renewal', 'subscription_started'])
})

test.each([
  ['a manual invoice buys no period', { billing_reason: 'manual' }],
  ['a reason Stripe invents later buys nothing', { billing_reason: 'subscription_gift' }],
  ['an open invoice buys nothing', { status: 'open' }],
])('%s', async (_title, fields) => {
  const { user, events } = await subscribe()
  await deliverPaid(events, () => fields)
  expect((await world.stateOf(user)).available).toBe(credits(100))
})

test('the zero line of a trial buys nothing', async () => {
  const { user, events } = await subscribe()
  await deliverPaid(events, ({ lines }) => {
    for (const line of lines.data) line.amount = 0
    return { lines, amount_due: 0, amount_paid: 0, total: 0 }
  })
  expect(await world.stateOf(user)).toMatchObject({ available: credits(100), payments: [] })
})

test('checklist 40: tax and discount are no part of the credit arithmetic', async () => {
  const { user, events } = await subscribe()
  await deliverPaid(events, () => ({ amount_paid: 2_380, total: 2_380, amount_due: 2_380 }))
  expect(await world.stateOf(user)).toMatchObject({
    available: credits(1_100),
    payments: [{ amountMinor: 2_380 }],
  })
})

test('a failed renewal is in the history with its reason, and grants nothing', async () => {
  const { user, events } = await subscribe()
  const paid = typed(events, 'invoice.paid')
  const stop = world.proxy.rewrite(({ path }, { status, body }) =>
    path.startsWith('/v1/payment_intents/')
      ? {
          status,
          body: {
            ...(body as object),
            status: 'requires_payment_method',
            last_payment_error: { code: 'expired_card' },
          },
        }
      : undefined,
  )
  await deliverPaid([{ ...paid, type: 'invoice.paid' }], () => ({
    status: 'open',
    billing_reason: 'subscription_cycle',
    attempt_count: 1,
  }))
  stop()
  expect(await world.stateOf(user)).toMatchObject({
    available: credits(100),
    payments: [{ status: 'failed' }],
  })
})
