import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stripeCli, type StripeCli } from '@/tests/support/stripe-cli'
import { startHarness, webhookSecret, type Harness } from './harness'
import { otherNames, outOfReach, triggers } from './cli-triggers'

/** Stripe's own command line: a client that nobody here wrote. It sends no version, and parameters of older ones. */
let cli: StripeCli

/** Each run starts a large program. */
const slow = { timeout: 60_000 }

let harness: Harness

beforeAll(async () => {
  harness = await startHarness()
  cli = await stripeCli()
})
afterAll(async () => {
  await harness.close()
  await cli.close()
})

const whose = () => ['--api-base', harness.url, '--api-key', 'sk_test_123456789012']

const trigger = (event: string) => cli.run('trigger', event, ...whose())

describe('stripe trigger', () => {
  it.each(triggers)('%s succeeds, and its event arrives, signed', slow, async (name) => {
    const before = harness.received.length
    expect(await trigger(name)).toMatchObject({ code: 0 })
    const wanted = otherNames[name] ?? name
    const ofType = () => harness.received.slice(before).find(({ event }) => event.type === wanted)
    await harness.until(() => ofType() !== undefined)
    const { body, signature } = ofType()!
    const event = harness.stripe.webhooks.constructEvent(body, signature, webhookSecret)
    expect(event).toMatchObject({ type: wanted, livemode: false })
    // A client without a version gets the account's.
    expect(event.api_version).toBe('2026-10-28.endive')
  })

  it('knows no event that is neither among these nor named with a reason', slow, async () => {
    const { output } = await cli.run('trigger', '--help')
    const listed = /Supported events:\n([\s\S]*?)\n\n/.exec(output)![1]!
    const names = listed.split('\n').map((line) => line.trim())
    expect(names.length).toBeGreaterThan(100)
    expect([...triggers, ...Object.keys(outOfReach)].toSorted()).toEqual(names.toSorted())
  })

  it('fails where the sandbox says that it has no such thing', slow, async () => {
    const { code, output } = await trigger('payout.created')
    expect(code).toBe(1)
    expect(output).toContain('Unrecognized request URL (POST: /v1/payouts)')
  })
})

describe('stripe listen', () => {
  it(
    'takes the events over its socket and forwards them, signed, until it ends',
    slow,
    async () => {
      const endpoints = async () => (await harness.stripe.webhookEndpoints.list()).data
      const [app] = await endpoints()
      await harness.stripe.webhookEndpoints.update(app!.id, { disabled: true })
      const { output } = await cli.run('listen', '--print-secret', ...whose())
      const listening = await cli.listen(harness.hookUrl, ...whose())
      try {
        expect(output).toContain(listening.secret)
        const before = harness.received.length
        const { id } = await harness.stripe.customers.create({ email: 'listen@example.com' })
        await harness.until((all) => all.length > before)
        const { body, signature } = harness.received[before]!
        const event = harness.stripe.webhooks.constructEvent(body, signature, listening.secret)
        expect(event).toMatchObject({ type: 'customer.created', data: { object: { id } } })
      } finally {
        await listening.close()
        await harness.stripe.webhookEndpoints.update(app!.id, { disabled: false })
      }
      const left = async () => (await endpoints()).map(({ id }) => id)
      await expect.poll(left, { timeout: 20_000 }).toEqual([app!.id])
    },
  )
})

describe('a checkout without a browser', () => {
  const api = async (path: string, fields?: Record<string, string>) => {
    const response = await fetch(`${harness.url}/v1/${path}`, {
      method: fields ? 'POST' : 'GET',
      headers: { authorization: 'Bearer sk_test_123456789012' },
      ...(fields && { body: new URLSearchParams(fields) }),
    })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  const open = async () => {
    const session = await harness.stripe.checkout.sessions.create({
      mode: 'payment',
      line_items: [
        {
          quantity: 1,
          price_data: { currency: 'usd', unit_amount: 1500, product_data: { name: 'Credits' } },
        },
      ],
      success_url: 'http://app.test/return',
    })
    return session.id
  }

  it('is paid through its page’s own address, once, and for the sum that was expected', async () => {
    const id = await open()
    expect((await api(`payment_pages/${id}`)).body).toMatchObject({ id, amount_total: 1500 })
    const confirm = (payment_method: string, expected_amount: string) =>
      api(`payment_pages/${id}/confirm`, { payment_method, expected_amount })
    expect((await confirm('pm_card_visa', '1400')).status).toBe(400)
    const declined = await confirm('pm_card_chargeDeclined', '1500')
    expect(declined.status).toBe(402)
    expect((await confirm('pm_card_visa', '1500')).body).toMatchObject({ status: 'complete' })
    expect((await confirm('pm_card_visa', '1500')).status).toBe(400)
    expect(await harness.stripe.checkout.sessions.retrieve(id)).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
    })
  })
})
