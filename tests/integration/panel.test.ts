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
  await post('/switches/model', { mode: 'stall', msPerToken: '5', outputTokens: '' })
  await post('/switches/webhooks', { paused: 'on', repeat: '3', delayMs: '10' })
  const set = {
    webhooks: { paused: true, reorder: false, repeat: 3, delayMs: 10 },
    model: { mode: 'stall', msPerToken: 5 },
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
