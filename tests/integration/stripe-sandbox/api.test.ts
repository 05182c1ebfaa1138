import { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHarness, type Harness } from './harness'

let harness: Harness
let stripe: Stripe

beforeAll(async () => {
  harness = await startHarness()
  stripe = harness.stripe
})
afterAll(() => harness.close())

const authorization = 'Bearer sk_test_harness'
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${harness.url}${path}`, {
    method: 'POST',
    body,
    headers: { authorization, 'content-type': 'application/x-www-form-urlencoded', ...headers },
  })

type ErrorBody = { error: Record<string, string> }

describe('a refusal', () => {
  it('of an unknown address is a 404 with an error, never a success', async () => {
    const response = await fetch(`${harness.url}/v1/nonsense`, { headers: { authorization } })
    expect(response.status).toBe(404)
    const { error } = (await response.json()) as ErrorBody
    expect(error.type).toBe('invalid_request_error')
    expect(error.message).toContain('Unrecognized request URL (GET: /v1/nonsense)')
    expect(response.headers.get('request-id')).toMatch(/^req_\w{14}$/)
  })

  it('names the unknown parameter, nested ones too', async () => {
    const plain = (await (await post('/v1/customers', 'emial=a@b.c')).json()) as ErrorBody
    expect(plain.error).toMatchObject({
      type: 'invalid_request_error',
      code: 'parameter_unknown',
      param: 'emial',
      message: 'Received unknown parameter: emial',
    })
    const nested = (await (
      await post('/v1/customers', 'invoice_settings[card]=x')
    ).json()) as ErrorBody
    expect(nested.error.message).toBe('Received unknown parameter: invoice_settings[card]')
  })

  it('names what is missing, and what is no number', async () => {
    const missing = (await (await post('/v1/payment_intents', 'amount=100')).json()) as ErrorBody
    expect(missing.error).toMatchObject({
      code: 'parameter_missing',
      param: 'currency',
      message: 'Missing required param: currency.',
    })
    const number = (await (
      await post('/v1/payment_intents', 'amount=ten&currency=usd')
    ).json()) as ErrorBody
    expect(number.error).toMatchObject({
      code: 'parameter_invalid_integer',
      message: 'Invalid integer: ten',
    })
  })

  it('of an id nobody has is 404 in the address and 400 in a parameter', async () => {
    await expect(stripe.customers.retrieve('cus_none')).rejects.toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
      param: 'id',
      message: "No such customer: 'cus_none'",
    })
    await expect(
      stripe.paymentIntents.create({ amount: 100, currency: 'usd', customer: 'cus_none' }),
    ).rejects.toMatchObject({ statusCode: 400, code: 'resource_missing', param: 'customer' })
  })

  it('of a wrong key is a 401 that does not repeat it', async () => {
    const wrong = new Stripe('sk_live_0123456789abcdef', {
      host: '127.0.0.1',
      port: Number(new URL(harness.url).port),
      protocol: 'http',
    })
    await expect(wrong.customers.list()).rejects.toMatchObject({
      type: 'StripeAuthenticationError',
      message: expect.not.stringContaining('0123456789abcdef') as string,
    })
    expect((await fetch(`${harness.url}/v1/customers`)).status).toBe(401)
  })

  it('leaves nothing behind', async () => {
    const before = await stripe.products.list({ limit: 100 })
    await expect(
      stripe.prices.create({ currency: 'usd', unit_amount: -1, product_data: { name: 'Never' } }),
    ).rejects.toMatchObject({ statusCode: 400 })
    expect((await stripe.products.list({ limit: 100 })).data).toEqual(before.data)
  })
})

describe('an idempotency key', () => {
  it('gives the first answer again', async () => {
    const first = await stripe.customers.create({ email: 'a@b.c' }, { idempotencyKey: 'key-1' })
    const again = await stripe.customers.create({ email: 'a@b.c' }, { idempotencyKey: 'key-1' })
    expect(again.id).toBe(first.id)
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true')
    expect(again.lastResponse.requestId).toBe(first.lastResponse.requestId)
  })

  it('refuses other parameters', async () => {
    await stripe.customers.create({ email: 'a@b.c' }, { idempotencyKey: 'key-2' })
    await expect(
      stripe.customers.create({ email: 'other@b.c' }, { idempotencyKey: 'key-2' }),
    ).rejects.toMatchObject({ statusCode: 400, type: 'StripeIdempotencyError' })
  })

  it('makes one object of ten requests at once; those in between are told to wait', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        post('/v1/customers', 'email=ten@b.c', { 'idempotency-key': 'key-3' }),
      ),
    )
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true)
    const { data } = await stripe.customers.list({ email: 'ten@b.c' })
    expect(data).toHaveLength(1)
  })

  it('keeps the answer to a declined card, and frees the key of a request that never began', async () => {
    const params: Stripe.PaymentIntentCreateParams = {
      amount: 500,
      currency: 'usd',
      confirm: true,
      payment_method: 'pm_card_chargeDeclined',
    }
    const refused = { statusCode: 402, code: 'card_declined' }
    const options = { idempotencyKey: 'key-4' }
    await expect(stripe.paymentIntents.create(params, options)).rejects.toMatchObject(refused)
    await expect(stripe.paymentIntents.create(params, options)).rejects.toMatchObject(refused)
    const failed = await stripe.events.list({ type: 'payment_intent.payment_failed' })
    expect(failed.data).toHaveLength(1)
    expect((await post('/v1/customers', 'nope=1', { 'idempotency-key': 'key-5' })).status).toBe(400)
    expect((await post('/v1/customers', '', { 'idempotency-key': 'key-5' })).status).toBe(200)
  })
})

describe('a list', () => {
  it('is paged by cursors, forwards and backwards', async () => {
    const product = await stripe.products.create({ name: 'Paged' })
    const made: string[] = []
    for (let amount = 1; amount <= 5; amount += 1)
      made.unshift(
        (await stripe.prices.create({ currency: 'usd', unit_amount: amount, product: product.id }))
          .id,
      )
    const first = await stripe.prices.list({ product: product.id, limit: 2 })
    expect(first.data.map(({ id }) => id)).toEqual(made.slice(0, 2))
    expect(first.has_more).toBe(true)
    const last = await stripe.prices.list({
      product: product.id,
      limit: 3,
      starting_after: made[1],
    })
    expect(last.data.map(({ id }) => id)).toEqual(made.slice(2))
    expect(last.has_more).toBe(false)
    const back = await stripe.prices.list({ product: product.id, limit: 2, ending_before: made[3] })
    expect(back.data.map(({ id }) => id)).toEqual(made.slice(1, 3))
    const all = await stripe.prices
      .list({ product: product.id, limit: 2 })
      .autoPagingToArray({ limit: 50 })
    expect(all).toHaveLength(5)
    await expect(stripe.prices.list({ limit: 101 })).rejects.toMatchObject({ param: 'limit' })
  })

  it('finds prices by lookup key, which one price has at a time', async () => {
    const price = { currency: 'usd', unit_amount: 100, product_data: { name: 'Keyed' } }
    const old = await stripe.prices.create({ ...price, lookup_key: 'pro_monthly' })
    await expect(
      stripe.prices.create({ ...price, lookup_key: 'pro_monthly' }),
    ).rejects.toMatchObject({
      param: 'lookup_key',
    })
    const next = await stripe.prices.create({
      ...price,
      lookup_key: 'pro_monthly',
      transfer_lookup_key: true,
    })
    const found = await stripe.prices.list({
      lookup_keys: ['pro_monthly', 'other'],
      expand: ['data.product'],
    })
    expect(found.data.map(({ id }) => id)).toEqual([next.id])
    expect(found.data[0]?.product).toMatchObject({ name: 'Keyed' })
    expect((await stripe.prices.retrieve(old.id)).lookup_key).toBeNull()
    expect(next.unit_amount_decimal?.toString()).toBe('100')
  })
})

describe('expansion', () => {
  it('reaches through references, and refuses what is none', async () => {
    const customer = await stripe.customers.create({ name: 'Expanded' })
    const intent = await stripe.paymentIntents.create({
      amount: 700,
      currency: 'usd',
      customer: customer.id,
      confirm: true,
      payment_method: 'pm_card_visa',
      expand: ['latest_charge.customer', 'customer'],
    })
    expect(intent.customer).toMatchObject({ name: 'Expanded' })
    expect(intent.latest_charge).toMatchObject({ amount: 700, customer: { name: 'Expanded' } })
    await expect(
      stripe.paymentIntents.retrieve(intent.id, { expand: ['amount'] }),
    ).rejects.toMatchObject({
      message: expect.stringContaining('cannot be expanded (amount)') as string,
    })
  })

  it('finds products that chose their own id', async () => {
    const product = await stripe.products.create({ id: 'plan_of_ours', name: 'Own id' })
    const price = await stripe.prices.create({
      currency: 'jpy',
      unit_amount: 500,
      product: product.id,
      expand: ['product'],
    })
    expect(price.product).toMatchObject({ id: 'plan_of_ours', name: 'Own id' })
  })
})

describe('an update', () => {
  it('sets, keeps and clears', async () => {
    const made = await stripe.customers.create({ name: 'Before', metadata: { a: '1', b: '2' } })
    const changed = await stripe.customers.update(made.id, {
      name: '',
      metadata: { a: '', c: '3' },
    })
    expect(changed).toMatchObject({ name: null, metadata: { b: '2', c: '3' } })
    expect(changed.metadata).not.toHaveProperty('a')
    const [event] = (await stripe.events.list({ type: 'customer.updated' })).data
    expect(event?.data.previous_attributes).toEqual({
      name: 'Before',
      metadata: { a: '1', c: null },
    })
    expect(await stripe.customers.del(made.id)).toEqual(
      expect.objectContaining({ id: made.id, deleted: true }),
    )
    expect(await stripe.customers.retrieve(made.id)).toMatchObject({ deleted: true })
  })
})

describe('a refund', () => {
  it('counts up on the charge, and never past it', async () => {
    const intent = await stripe.paymentIntents.create({
      amount: 1000,
      currency: 'usd',
      confirm: true,
      payment_method: 'pm_card_visa',
    })
    await stripe.refunds.create({ payment_intent: intent.id, amount: 300 })
    await stripe.refunds.create({ payment_intent: intent.id, amount: 200 })
    const charge = await stripe.charges.retrieve(intent.latest_charge as string, {
      expand: ['refunds'],
    })
    expect(charge).toMatchObject({ amount_refunded: 500, refunded: false })
    expect(charge.refunds?.data.map(({ amount }) => amount)).toEqual([200, 300])
    await expect(
      stripe.refunds.create({ payment_intent: intent.id, amount: 501 }),
    ).rejects.toMatchObject({
      message: expect.stringContaining('greater than unrefunded amount') as string,
    })
    await stripe.refunds.create({ payment_intent: intent.id })
    await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    })
  })
})
