import type { Stripe } from 'stripe'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SwitchValues } from '@/sandbox/switches'
import { startHarness, webhookSecret, type Harness, type Received } from './harness'

let harness: Harness

beforeEach(async () => {
  harness = await startHarness()
})
afterEach(() => harness.close())

const of = (id: string) => (one: Received) => (one.event.data.object as { id?: string }).id === id
const arrived = (count: number, id: string) =>
  harness.until((received) => received.filter(of(id)).length >= count)

type Log = { deliveries: { state: string; attempts: { status: number | null }[] }[] }
const log = async (event: string): Promise<Log> =>
  (await (await fetch(`${harness.url}/sandbox/stripe/events/${event}/deliveries`)).json()) as Log

describe('a delivery', () => {
  it('is signed so that the SDK accepts it, and no other body', async () => {
    const customer = await harness.stripe.customers.create()
    await arrived(1, customer.id)
    const { body, signature } = harness.received.find(of(customer.id))!
    const { webhooks } = harness.stripe
    const event = webhooks.constructEvent(body, signature, webhookSecret)
    expect(event).toMatchObject({
      type: 'customer.created',
      api_version: '2026-10-28.endive',
      livemode: false,
      pending_webhooks: 1,
    })
    expect(event.request?.id).toBe(customer.lastResponse.requestId)
    expect(() => webhooks.constructEvent(`${body} `, signature, webhookSecret)).toThrow('signature')
    expect(() => webhooks.constructEvent(body, signature, 'whsec_other')).toThrow('signature')
  })

  it('comes again after a 500, with a signature of its own time', async () => {
    let refusals = 1
    harness.answer(() => (refusals-- > 0 ? 500 : 200))
    const customer = await harness.stripe.customers.create()
    await arrived(2, customer.id)
    const [first, second] = harness.received.filter(of(customer.id))
    expect(second!.event.id).toBe(first!.event.id)
    expect(second!.signature).not.toBe(first!.signature)
    harness.stripe.webhooks.constructEvent(second!.body, second!.signature, webhookSecret)
  })

  it('is repeated when the switch says so', async () => {
    await harness.switches.set({ webhooks: { repeat: 2 } })
    const customer = await harness.stripe.customers.create()
    await arrived(3, customer.id)
    const ids = harness.received.filter(of(customer.id)).map(({ event }) => event.id)
    expect(new Set(ids).size).toBe(1)
    expect(ids).toHaveLength(3)
  })

  it('waits while deliveries are paused, also over a restart', async () => {
    await harness.switches.set({ webhooks: { paused: true } })
    const customer = await harness.stripe.customers.create({ name: 'Kept' })
    await harness.restart()
    expect(await harness.stripe.customers.retrieve(customer.id)).toMatchObject({ name: 'Kept' })
    const [event] = (await harness.stripe.events.list({ type: 'customer.created' })).data
    expect(event).toMatchObject({ pending_webhooks: 1 })
    expect((await log(event!.id)).deliveries).toMatchObject([{ attempts: [] }])
    expect(harness.received).toEqual([])
    await harness.switches.set({ webhooks: { paused: false } })
    await arrived(1, customer.id)
  })

  it('is spread over a moment when the order is to be mixed', async () => {
    await harness.switches.set({ webhooks: { reorder: true } })
    const made: string[] = []
    for (let count = 0; count < 12; count += 1)
      made.push((await harness.stripe.customers.create()).id)
    await harness.until((received) => received.length >= made.length)
    const order = harness.received.map(({ event }) => (event.data.object as { id: string }).id)
    expect(order.toSorted()).toEqual(made.toSorted())
    // One chance in 479 million to be right by accident.
    expect(order).not.toEqual(made)
  })

  it('goes out once more when asked, and each attempt is on record', async () => {
    const customer = await harness.stripe.customers.create()
    await arrived(1, customer.id)
    const id = harness.received.find(of(customer.id))!.event.id
    const resent = await fetch(`${harness.url}/sandbox/stripe/events/${id}/resend`, {
      method: 'POST',
    })
    expect(resent.status).toBe(200)
    await arrived(2, customer.id)
    expect((await log(id)).deliveries).toHaveLength(2)
    const none = await fetch(`${harness.url}/sandbox/stripe/events/evt_none/resend`, {
      method: 'POST',
    })
    expect(none.status).toBe(404)
  })
})

describe('one webhook goes wrong', () => {
  const types = () => harness.received.map(({ event }) => event.type)
  const eventOf = async (type: string) =>
    (await harness.stripe.events.list({ type, limit: 1 })).data[0]!
  const arm = (...faults: SwitchValues['webhooks']['faults']) =>
    harness.switches.set({ webhooks: { faults } })

  it('is lost, once, and comes when it is sent again', async () => {
    await arm({ kind: 'drop', type: 'customer.created' })
    const lost = await harness.stripe.customers.create()
    const kept = await harness.stripe.customers.create()
    await arrived(1, kept.id)
    expect(harness.received.filter(of(lost.id))).toEqual([])
    const events = await harness.stripe.events.list({ type: 'customer.created' })
    const event = events.data.find(({ data }) => (data.object as Stripe.Customer).id === lost.id)!
    expect(event.pending_webhooks).toBe(0)
    expect(await log(event.id)).toMatchObject({ deliveries: [{ state: 'dropped', attempts: [] }] })
    expect(harness.switches.get().webhooks.faults).toEqual([])
    await fetch(`${harness.url}/sandbox/stripe/events/${event.id}/resend`, { method: 'POST' })
    await arrived(1, lost.id)
  })

  it('is answered with 500 without being asked, then delivered', async () => {
    await arm({ kind: 'refuse' })
    const customer = await harness.stripe.customers.create()
    await arrived(1, customer.id)
    const { id } = await eventOf('customer.created')
    await settled(id)
    expect(await log(id)).toMatchObject({
      deliveries: [{ state: 'delivered', attempts: [{ status: 500 }, { status: 200 }] }],
    })
    expect(harness.received.filter(of(customer.id))).toHaveLength(1)
  })

  it('is handled, its answer is lost, and it comes again', async () => {
    await arm({ kind: 'lose_answer' })
    const customer = await harness.stripe.customers.create()
    await arrived(2, customer.id)
    const { id } = await eventOf('customer.created')
    await settled(id)
    expect(await log(id)).toMatchObject({
      deliveries: [{ state: 'delivered', attempts: [{ status: null }, { status: 200 }] }],
    })
    const ids = harness.received.filter(of(customer.id)).map(({ event }) => event.id)
    expect(new Set(ids)).toEqual(new Set([id]))
  })

  it('comes after the event that follows it', async () => {
    await arm({ kind: 'swap', type: 'customer.created' })
    const customer = await harness.stripe.customers.create()
    await harness.stripe.customers.update(customer.id, { name: 'Ada' })
    await arrived(2, customer.id)
    expect(types()).toEqual(['customer.updated', 'customer.created'])
  })

  it('comes late', async () => {
    await arm({ kind: 'delay', delayMs: 3_000 })
    const late = await harness.stripe.customers.create()
    const next = await harness.stripe.customers.create()
    await arrived(1, late.id)
    expect(harness.received.map(({ event }) => (event.data.object as { id: string }).id)).toEqual([
      next.id,
      late.id,
    ])
  })

  it('several wait for their turn, each by its type, also over a restart', async () => {
    await arm({ kind: 'drop', type: 'product.created' }, { kind: 'drop', type: 'customer.created' })
    await harness.restart()
    await harness.stripe.customers.create()
    const product = await harness.stripe.products.create({ name: 'Lost' })
    await harness.stripe.products.update(product.id, { name: 'Told' })
    await arrived(1, product.id)
    expect(types()).toEqual(['product.updated'])
    expect(harness.switches.get().webhooks.faults).toEqual([])
  })

  const settled = async (event: string) => {
    const { deliveries } = await log(event)
    if (deliveries.some(({ state }) => state === 'pending')) await settled(event)
  }
})

describe('many at once', () => {
  it('the newest events go out again, each several times', async () => {
    const first = await harness.stripe.customers.create()
    const second = await harness.stripe.customers.create()
    await arrived(1, second.id)
    await fetch(`${harness.url}/sandbox/stripe/events/newest/resend`, {
      method: 'POST',
      body: JSON.stringify({ newest: 2, copies: 5, type: 'customer.created' }),
    })
    await arrived(6, first.id)
    await arrived(6, second.id)
    const wrong = await fetch(`${harness.url}/sandbox/stripe/events/newest/resend`, {
      method: 'POST',
      body: JSON.stringify({ copies: 0 }),
    })
    expect(wrong.status).toBe(400)
  })
})

describe('an endpoint', () => {
  it('hears only of what it asked for, and nothing once it is gone', async () => {
    const appUrl = harness.stripe.webhookEndpoints.list().then(({ data }) => data[0]!.url)
    const endpoint = await harness.stripe.webhookEndpoints.create({
      url: `${await appUrl}?second`,
      enabled_events: ['product.created'],
    })
    expect(endpoint.secret).toMatch(/^whsec_/)
    const product = await harness.stripe.products.create({ name: 'Heard twice' })
    await arrived(2, product.id)
    const signatures = harness.received.filter(of(product.id)).filter(({ body, signature }) => {
      try {
        harness.stripe.webhooks.constructEvent(body, signature, endpoint.secret!)
        return true
      } catch {
        return false
      }
    })
    expect(signatures).toHaveLength(1)
    await harness.stripe.webhookEndpoints.del(endpoint.id)
    const next = await harness.stripe.products.create({ name: 'Heard once' })
    const marker = await harness.stripe.customers.create()
    await arrived(1, marker.id)
    await arrived(1, next.id)
    const events = await harness.stripe.events.list({ type: 'product.created', limit: 1 })
    expect((await log(events.data[0]!.id)).deliveries).toHaveLength(1)
  })
})
