import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operations } from '@/lib/api/operations'
import { apiChatWorld, inTime, apiRoutes, send, type Send } from '@/tests/support/api'
import { publishedSchemas } from '@/tests/support/api-schema'

let world: Awaited<ReturnType<typeof apiChatWorld>>
let published: ReturnType<typeof publishedSchemas>
const seen = new Set<string>()

beforeAll(async () => {
  world = await apiChatWorld()
  published = publishedSchemas()
})
afterAll(() => world.close())

/** Sends, holds the answer against the document and answers its status. */
async function check(method: 'GET' | 'POST', path: string, options: Send): Promise<number> {
  const response = await send(method, path, options)
  const bare = path.replace(/\?.*/, '')
  seen.add(`${method} ${bare} ${response.status}`)
  await published.expectDocumented(method, bare, response)
  return response.status
}

const question = (change: object = {}) => ({
  model: 'gpt-5-mini',
  messages: [{ role: 'user', content: 'Hello there' }],
  ...change,
})

test('the document is served to anybody, and names nothing it does not define', async () => {
  const response = await send('GET', '/api/v1/openapi.json')
  expect(await response.json()).toEqual(JSON.parse(JSON.stringify(published.document)))
  expect(published.document.openapi).toBe('3.1.0')
  const refs = [...JSON.stringify(published.document).matchAll(/"\$ref":"#\/([^"]+)"/g)]
  expect(refs.length).toBeGreaterThan(50)
  for (const [, path = ''] of refs) {
    let at: unknown = published.document
    for (const step of path.split('/')) at = (at as Record<string, unknown>)[step]
    expect([path, typeof at]).toEqual([path, 'object'])
  }
})

test('it has every route there is, and no other', async () => {
  const described = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`)
  const there: string[] = []
  for (const [path, load] of apiRoutes)
    for (const method of Object.keys(await load()).filter((name) => /^[A-Z]+$/.test(name)))
      there.push(`${method} ${path}`)
  expect([...described, 'GET /api/v1/openapi.json'].toSorted()).toEqual(there.toSorted())
})

describe('what is answered is what is described', () => {
  test.each(operations.filter(({ paid }) => !paid).map((one) => [one.path, one] as const))(
    '%s',
    async (path, { scope, query }) => {
      const ada = await world.person(50_000_000, 'pro')
      const key = await ada.newKey()
      await send('POST', '/api/v1/chat', { key, body: question() })
      await check('GET', path, { key })
      if (query) await check('GET', `${path}?nonsense=1`, { key })
      await check('GET', path, {})
      const other = await ada.newKey({ scopes: ['images'] })
      if (scope) await check('GET', path, { key: other })
      else {
        await ada.plan('free')
        await check('GET', path, { key })
        await ada.plan('pro')
      }
      await Promise.all(Array.from({ length: 30 }, () => send('GET', path, { key })))
      expect(await check('GET', path, { key })).toBe(429)
    },
  )

  test.each(['/api/v1/chat', '/api/v1/chat/completions'])('%s', async (path) => {
    const ada = await world.person(100_000_000)
    const key = await ada.newKey()
    const ask = (body: unknown, rest: Send = {}) => check('POST', path, { key, body, ...rest })

    await ask(question())
    await ask(question({ stream: true, stream_options: { include_usage: true } }))
    await ask(question({ tools: [] }))
    await ask(question(), { key: 'none' })
    await ask(question(), { key: await (await world.person(1)).newKey() })
    await ask(question(), { key: await ada.newKey({ scopes: ['images'] }) })
    await ask(question({ model: 'gpt-9' }))
    await ask('x'.repeat(600 * 1024))
    await ask('{}', { headers: { 'content-type': 'text/plain' } })

    const named = { headers: { 'idempotency-key': randomUUID() } }
    world.gate.shut()
    const running = send('POST', path, { key, body: question(), ...named })
    await expect.poll(() => ada.holds(), inTime).toHaveLength(1)
    await ask(question(), named)
    world.gate.open()
    await running
    await ask(question({ n: 1 }), named)

    const bob = await world.person(100_000_000, 'pro')
    const his = await bob.newKey()
    await Promise.all(Array.from({ length: 30 }, () => send('GET', '/api/v1/models', { key: his })))
    await ask(question(), { key: his })

    world.gate.intercept(() => Response.json({ error: { message: 'No.' } }, { status: 400 }))
    await ask(question())
    world.gate.reset()
    await ada.assertClean()
  })

  test.each(['/api/v1/images', '/api/v1/images/generations'])('%s', async (path) => {
    const ada = await world.person(100_000_000)
    const key = await ada.newKey()
    const wanted = (change: object = {}) => ({ prompt: 'A lighthouse', ...change })
    const ask = (body: unknown, rest: Send = {}) => check('POST', path, { key, body, ...rest })

    expect(await ask(wanted())).toBe(200)
    await ask(wanted({ n: 9 }))
    await ask(wanted(), { key: 'none' })
    await ask(wanted(), { key: await (await world.person(1)).newKey() })
    await ask(wanted(), { key: await ada.newKey({ scopes: ['chat'] }) })
    await ask(wanted({ model: 'dall-e-2' }))
    await ask('x'.repeat(20 * 1024))
    await ask('{}', { headers: { 'content-type': 'text/plain' } })

    const named = { headers: { 'idempotency-key': randomUUID() } }
    world.gate.shut()
    const running = send('POST', path, { key, body: wanted(), ...named })
    await expect.poll(() => ada.holds(), inTime).toHaveLength(1)
    await ask(wanted(), named)
    world.gate.open()
    await running
    await ask(wanted({ n: 1 }), named)

    const bob = await world.person(100_000_000, 'pro')
    const his = await bob.newKey()
    await Promise.all(Array.from({ length: 30 }, () => send('GET', '/api/v1/models', { key: his })))
    await ask(wanted(), { key: his })
    world.gate.behave({ mode: 'fail' })
    await ask(wanted())
    world.gate.reset()
    await ada.assertClean()
  })

  test('every status that is described was seen', () => {
    const described = Object.entries(published.document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { responses }]) =>
        Object.keys(responses)
          .filter((status) => status !== 'default')
          .map((status) => `${method.toUpperCase()} ${path} ${status}`),
      ),
    )
    expect([...seen].toSorted()).toEqual(described.toSorted())
  })
})
