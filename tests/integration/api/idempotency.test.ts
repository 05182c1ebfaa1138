import { addHours, addSeconds } from 'date-fns'
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { removeOldRequests } from '@/lib/api/requests'
import type { ChatChunk, ChatCompletion } from '@/lib/api/chat-schema'
import { COMPLETION_SECONDS } from '@/lib/ai/completion'
import { clock } from '@/lib/clock'
import { sweep } from '@/lib/credits'
import { Prisma } from '@/prisma/generated/client'
import { apiChatWorld, inTime, refused, send, type ApiPerson } from '@/tests/support/api'

let world: Awaited<ReturnType<typeof apiChatWorld>>
let ada: ApiPerson
let key: string

beforeAll(async () => {
  world = await apiChatWorld()
})
afterAll(() => world.close())
beforeEach(async () => {
  world.gate.reset()
  ada = await world.person(100_000_000)
  key = await ada.newKey()
})
afterEach(async () => {
  clock.freeze(undefined)
  await ada.assertClean()
})

const question = (content = 'Hello there', rest: object = {}) => ({
  model: 'gpt-5-mini',
  messages: [{ role: 'user', content }],
  ...rest,
})

const ask = (name: string | undefined, body: unknown = question(), rest: object = {}) =>
  send('POST', '/api/v1/chat', {
    key,
    body,
    headers: name === undefined ? {} : { 'idempotency-key': name },
    ...rest,
  })

const chunksIn = (text: string): ChatChunk[] =>
  text
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice('data: '.length)) as ChatChunk)

const textIn = (chunks: ChatChunk[]) =>
  chunks.map(({ choices }) => choices?.[0]?.delta.content ?? '').join('')

describe('the same request under the same key', () => {
  test('is answered with the first answer and charged once', async () => {
    const name = randomUUID()
    const first = await ask(name)
    const body = (await first.json()) as ChatCompletion
    const balance = await ada.balance()
    const again = await ask(name, { messages: question().messages, model: 'gpt-5-mini' })
    expect(again.status).toBe(200)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(first.headers.get('idempotent-replayed')).toBeNull()
    expect(await again.json()).toEqual(body)
    for (const header of ['x-tollgate-cost', 'x-tollgate-balance'])
      expect(again.headers.get(header)).toBe(first.headers.get(header))
    expect(again.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'))
    expect(await ada.balance()).toBe(balance)
    expect(world.gate.calls).toHaveLength(1)
  })

  test('as a stream is streamed again, word for word', async () => {
    world.gate.behave({ outputTokens: 80 })
    const body = question('Hello', { stream: true, stream_options: { include_usage: true } })
    const name = randomUUID()
    const first = chunksIn(await (await ask(name, body)).text())
    const response = await ask(name, body)
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const text = await response.text()
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true)
    const again = chunksIn(text)
    expect(textIn(again)).toBe(textIn(first))
    expect(again.slice(-2)).toEqual(first.slice(-2))
    expect(again[0]?.id).toBe(first[0]?.id)
    expect(world.gate.calls).toHaveLength(1)
  })

  test('with another body is a 422, and on another key of the user’s the same', async () => {
    const name = randomUUID()
    await ask(name)
    expect(await refused(await ask(name, question('Else')))).toBe('422 idempotency_key_reused')
    expect(await refused(await ask(name, question('Hello there', { stream: true })))).toBe(
      '422 idempotency_key_reused',
    )
    key = await ada.newKey()
    expect((await ask(name)).headers.get('idempotent-replayed')).toBe('true')
    expect(await ada.entries()).toHaveLength(1)
  })

  test('of somebody else is another request', async () => {
    const name = randomUUID()
    await ask(name)
    const eve = await world.person(100_000_000)
    const hers = await send('POST', '/api/v1/chat', {
      key: await eve.newKey(),
      body: question('Something else'),
      headers: { 'idempotency-key': name },
    })
    expect(hers.status).toBe(200)
    expect(hers.headers.get('idempotent-replayed')).toBeNull()
    expect(await eve.entries()).toHaveLength(1)
  })

  test('ten times at once is answered once; the rest are told to come back', async () => {
    const name = randomUUID()
    world.gate.shut()
    let answered = 0
    const asked = Array.from({ length: 10 }, async () => {
      const response = await ask(name)
      answered += 1
      return response
    })
    await expect.poll(() => answered, inTime).toBe(9)
    world.gate.open()
    const responses = await Promise.all(asked)
    const taken = responses.filter(({ status }) => status === 200)
    const refusals = responses.filter(({ status }) => status === 409)
    expect([taken.length, refusals.length]).toEqual([1, 9])
    expect(Number(refusals[0]!.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await refused(refusals[0]!)).toBe('409 idempotency_key_in_use')
    expect(world.gate.calls).toHaveLength(1)
    expect(await ada.entries()).toHaveLength(1)
  })

  test('after a refusal is a new try', async () => {
    const poor = await world.person(1)
    key = await poor.newKey()
    const name = randomUUID()
    expect(await refused(await ask(name))).toBe('402 insufficient_credits')
    expect([...(await poor.requests()), ...(await poor.holds()), ...(await poor.ends())]).toEqual(
      [],
    )
  })

  test('after a model that failed is a new try', async () => {
    const name = randomUUID()
    world.gate.behave({ mode: 'fail' })
    expect(await refused(await ask(name))).toBe('502 provider_failed')
    world.gate.behave({})
    const again = await ask(name)
    expect(again.status).toBe(200)
    expect(again.headers.get('idempotent-replayed')).toBeNull()
    expect(await ada.entries()).toHaveLength(1)
  })

  test('after a stream that broke off is the same broken stream', async () => {
    world.gate.behave({ mode: 'fail_midway', outputTokens: 100 })
    const name = randomUUID()
    const body = question('Hello', { stream: true })
    const first = await (await ask(name, body)).text()
    expect(first).toContain('"error"')
    expect(first).not.toContain('[DONE]')
    const balance = await ada.balance()
    world.gate.behave({})
    const again = await (await ask(name, body)).text()
    expect(textIn(chunksIn(again))).toBe(textIn(chunksIn(first)))
    expect(again).toContain('"provider_failed"')
    expect(again).not.toContain('[DONE]')
    expect(await ada.balance()).toBe(balance)
  })

  test('after a lost connection is the whole answer', async () => {
    world.gate.behave({ outputTokens: 200, msPerToken: 1 })
    const name = randomUUID()
    const body = question('Hello', { stream: true })
    const lost = new AbortController()
    const reader = (await ask(name, body, { signal: lost.signal })).body!.getReader()
    await reader.read()
    lost.abort()
    await reader.cancel()
    await expect.poll(async () => (await ada.requests())[0]?.status, inTime).toBe('answered')
    const [entry] = await ada.entries()
    expect(entry!.detail).toMatchObject({ outputTokens: 200 })
    const again = await (await ask(name, body)).text()
    expect(textIn(chunksIn(again)).length).toBeGreaterThan(400)
    expect(world.gate.calls).toHaveLength(1)
  })

  test.each([[''], ['two words'], ['x'.repeat(256)], ['ключ']])(
    'that is none (%s) is a 400',
    async (name) => {
      const headers = { 'idempotency-key': name }
      if (name === 'ключ') headers['idempotency-key'] = Buffer.from(name).toString('latin1')
      const response = await send('POST', '/api/v1/chat', { key, body: question(), headers })
      expect(await refused(response)).toBe('400 invalid_idempotency_key')
      expect(world.gate.calls).toHaveLength(0)
    },
  )
})

describe('a process that died', () => {
  /** The row of a request whose process died: before its charge (then nothing was charged under its id), or after it. */
  async function leftBehind(name: string, died: 'before the charge' | 'after the charge') {
    expect((await ask(name)).status).toBe(200)
    const [row] = await ada.requests()
    const id = died === 'after the charge' ? row!.id : randomUUID()
    await world.db.apiRequest.update({
      where: { id: row!.id },
      data: { id, status: 'running', response: Prisma.DbNull },
    })
    return { ...row!, id }
  }

  test('holds its key until the lease is over; then the request begins anew', async () => {
    const name = randomUUID()
    const row = await leftBehind(name, 'before the charge')
    expect(await refused(await ask(name))).toBe('409 idempotency_key_in_use')
    clock.freeze(addSeconds(row.createdAt, COMPLETION_SECONDS + 1))
    const again = await ask(name)
    expect(again.status).toBe(200)
    expect(again.headers.get('idempotent-replayed')).toBeNull()
    expect(await ada.requests()).toHaveLength(1)
  })

  test('after the charge and before the answer was kept: it is said, and never charged again', async () => {
    const name = randomUUID()
    const row = await leftBehind(name, 'after the charge')
    const balance = await ada.balance()
    clock.freeze(addSeconds(row.createdAt, COMPLETION_SECONDS + 1))
    const response = await ask(name)
    expect(await refused(response.clone())).toBe('409 answer_lost')
    expect(JSON.stringify(await response.json())).toContain(`req_${row.id}`)
    expect(await ada.balance()).toBe(balance)
    expect(world.gate.calls).toHaveLength(1)
  })

  test('leaves a hold, which the sweep gives back', async () => {
    world.gate.shut()
    const unanswered = ask(undefined)
    await expect.poll(() => ada.holds(), inTime).toHaveLength(1)
    await world.db.$executeRaw`
      update "CreditHold" set "expiresAt" = now() - interval '1 second' where "userId" = ${ada.id}::uuid`
    await sweep(world.db, { limit: 10 })
    expect(await ada.holds()).toEqual([])
    expect(await ada.balance()).toBe(100_000_000)
    world.gate.open()
    // It lived after all: what it used is booked late, once.
    expect((await unanswered).status).toBe(200)
    expect(await ada.entries()).toHaveLength(1)
  })
})

describe('what is kept', () => {
  test('of a request without a key is no word of it', async () => {
    const content = `Secret ${randomUUID()}`
    await ask(undefined, question(content))
    const [row] = await ada.requests()
    expect(row).toMatchObject({ status: 'answered', response: null, idempotencyKey: null })
  })

  test('is forgotten after a day, by the request itself and by the job', async () => {
    const name = randomUUID()
    await ask(name)
    const { createdAt } = (await ada.requests())[0]!
    clock.freeze(addHours(createdAt, 23.9))
    expect((await ask(name)).headers.get('idempotent-replayed')).toBe('true')
    clock.freeze(addHours(createdAt, 24))
    expect((await ask(name)).headers.get('idempotent-replayed')).toBeNull()
    expect(world.gate.calls).toHaveLength(2)
    clock.freeze(addHours(createdAt, 49))
    expect(await removeOldRequests()).toBeGreaterThan(0)
    expect(await ada.requests()).toEqual([])
  })
})
