import { request } from 'node:http'
import { Pool } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { defaultSwitches, openSwitches } from '@/sandbox/switches'
import { emptyDatabase } from '@/tests/support/database'
import { testSandbox, type TestSandbox } from '@/tests/support/sandbox'

let sandbox: TestSandbox

beforeAll(async () => {
  sandbox = await testSandbox()
})
afterAll(() => sandbox.close())

const read = async () => (await fetch(`${sandbox.url}/api/switches`)).json()

/** With headers that `fetch` does not let a caller set. */
const send = (path: string, method: string, headers: Record<string, string>, body = '{}') =>
  new Promise<number>((resolve, reject) => {
    request(`${sandbox.url}${path}`, { method, headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .once('error', reject)
      .end(body)
  })

it('changes what is named and leaves the rest', async () => {
  const patch = (body: unknown) =>
    fetch(`${sandbox.url}/api/switches`, { method: 'PATCH', body: JSON.stringify(body) })
  await patch({ webhooks: { repeat: 2 }, model: { outputTokens: 50 } })
  await patch({ webhooks: { paused: true } })
  expect(await read()).toEqual({
    webhooks: { ...defaultSwitches.webhooks, repeat: 2, paused: true },
    model: { ...defaultSwitches.model, outputTokens: 50 },
    backup: { mode: 'normal' },
  })
  await patch({ webhooks: defaultSwitches.webhooks, model: { outputTokens: null } })
  expect(await read()).toEqual(defaultSwitches)
})

it.each(['{', '[]', '{"webhooks":{"repeat":-1}}', '{"webhooks":{"repeat":1e9}}', '{"other":1}'])(
  'refuses %s and changes nothing',
  async (body) => {
    const before = await read()
    expect(await send('/api/switches', 'PATCH', {}, body)).toBe(400)
    expect(await read()).toEqual(before)
  },
)

it('is not driven by another site, nor under a name that is not ours', async () => {
  const { host, origin } = new URL(sandbox.url)
  for (const path of ['/api/switches', '/mailbox/delete', '/switches/webhooks']) {
    const method = path.startsWith('/api') ? 'PATCH' : 'POST'
    expect(await send(path, method, { host, origin: 'https://evil.example' })).toBe(403)
    expect(await send(path, method, { host, origin: 'null' })).toBe(403)
    expect(await send(path, method, { host, 'sec-fetch-site': 'cross-site' })).toBe(403)
  }
  expect(await send('/', 'GET', { host: 'evil.example:4400' }, '')).toBe(403)
  expect(await send('/api/switches', 'PATCH', { host, origin })).toBe(200)
})

it('remembers them over a restart', async () => {
  const database = await emptyDatabase()
  const pool = new Pool({ connectionString: database.url })
  const first = await openSwitches(pool)
  await Promise.all([1, 2, 3].map((repeat) => first.set({ webhooks: { repeat } })))
  const second = await openSwitches(pool)
  expect(second.get()).toEqual(first.get())
  expect(second.get().webhooks.repeat).toBe(3)
  await pool.end()
  await database.drop()
})
