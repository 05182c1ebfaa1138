import { Stripe } from 'stripe'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testSandbox, type TestSandbox } from '@/tests/support/sandbox'

let sandbox: TestSandbox
const received: string[] = []
const app = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk) => (body += chunk))
  request.on('end', () => {
    if (request.url === '/api/webhooks/stripe')
      received.push((JSON.parse(body) as { id: string }).id)
    response.end('{"received":"<em>yes</em>"}' + '.'.repeat(2_000))
  })
})

beforeAll(async () => {
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve))
  const { port } = app.address() as AddressInfo
  sandbox = await testSandbox({ appUrl: `http://127.0.0.1:${port}` })
})
afterAll(async () => {
  await sandbox.close()
  app.close()
})

const page = async (path: string) => (await fetch(`${sandbox.url}${path}`)).text()
const post = (path: string, form: Record<string, string> = {}) =>
  fetch(`${sandbox.url}${path}`, { method: 'POST', body: new URLSearchParams(form) })

it('says that it is a sandbox, on every page', async () => {
  for (const path of ['/', '/mailbox', '/events/none', '/mailbox/none'])
    expect(await page(path)).toMatch(/<strong>Sandbox<\/strong>/)
})

it('shows an event, its deliveries, and sends it again', async () => {
  const { hostname, port } = new URL(sandbox.url)
  const stripe = new Stripe('sk_test_sandboxTests', { host: hostname, port, protocol: 'http' })
  await stripe.customers.create({ email: 'ada@example.com' })
  await expect.poll(() => received.length).toBe(1)
  await expect.poll(() => page('/')).toContain('delivered')
  const id = received[0]!
  expect(await page('/')).toContain('customer.created')
  const detail = await page(`/events/${id}`)
  expect(detail).toContain('HTTP 200')
  // The beginning of what the app answered, as text.
  expect(detail).toContain('{&quot;received&quot;:&quot;&lt;em&gt;yes&lt;/em&gt;&quot;}...')
  expect(detail).not.toContain('.'.repeat(500))
  await post(`/events/${id}/resend`)
  await expect.poll(() => received).toEqual([id, id])
})

it('sets the switches by its forms, and says what is wrong with a value', async () => {
  const values = async () => (await fetch(`${sandbox.url}/api/switches`)).json()
  const form = { mode: 'stall', backupMode: 'fail', msPerToken: '5', outputTokens: '' }
  await post('/switches/model', form)
  await post('/switches/webhooks', { paused: 'on', repeat: '3', delayMs: '10' })
  const set = {
    webhooks: { paused: true, reorder: false, repeat: 3, delayMs: 10, faults: [] },
    model: { mode: 'stall', msPerToken: 5 },
    backup: { mode: 'fail' },
  }
  expect(await values()).toEqual(set)
  const refused = await post('/switches/webhooks', { repeat: '-1' })
  expect(refused.status).toBe(400)
  expect(await refused.text()).toContain('Nothing was changed')
  expect(await values()).toEqual(set)
})

it('knows no event that is not there', async () => {
  expect((await fetch(`${sandbox.url}/events/evt_none`)).status).toBe(404)
  expect((await post('/events/evt_none/resend')).status).toBe(404)
})

it('moves the clock by its buttons, says how far it is and what happened', async () => {
  const text = async () =>
    (await page('/'))
      .replace(/<style>[\s\S]*?<\/style>/g, '')
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
  expect(await text()).toContain('the real time')
  expect((await post('/clock', { step: 'day' })).headers.get('location')).toBeNull()
  await expect.poll(text).toContain('Arrived: nothing was due.')
  expect(await text()).not.toContain('the real time')

  const tomorrow = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 16)
  await post('/clock', { to: tomorrow })
  const state = async () =>
    (await (await fetch(`${sandbox.url}/api/clock`)).json()) as {
      now: number
      trip: { done: boolean }
    }
  await expect.poll(async () => (await state()).trip.done).toBe(true)
  expect((await state()).now * 1000).toBeGreaterThanOrEqual(Date.parse(`${tomorrow}Z`))
})

it.each([
  ['a date that is past', { to: '2020-01-01T00:00' }, 'forward only'],
  ['no date', { to: 'soon' }, 'That is no date.'],
  ['a renewal that nobody has', { step: 'renewal' }, 'No subscription renews.'],
])('refuses %s, and says why', async (_, form, reason) => {
  const response = await post('/clock', form)
  expect(response.status).toBe(400)
  expect(await response.text()).toContain(reason)
})
