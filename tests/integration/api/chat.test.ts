import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ignoredParameters, type ChatCompletion } from '@/lib/api/chat-schema'
import { freeze } from '@/lib/credits'
import { forgetPrices } from '@/lib/metering'
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
afterEach(() => ada.assertClean())

const question = (change: object = {}) => ({
  model: 'gpt-5-mini',
  messages: [{ role: 'user', content: 'Hello there' }],
  ...change,
})

const ask = (body: unknown = question(), rest: object = {}) =>
  send('POST', '/api/v1/chat/completions', { key, body, ...rest })

/** The least a question costs that nobody can pay. */
async function leastPrice(body: object = question()): Promise<number> {
  const poor = await world.person(1)
  const response = await send('POST', '/api/v1/chat', { key: await poor.newKey(), body })
  return ((await response.json()) as { error: { price: number } }).error.price
}

/** A refusal before any model call, with nothing stored and nothing held. */
async function nothingDone(response: Response): Promise<string> {
  const said = await refused(response)
  expect(world.gate.calls).toHaveLength(0)
  expect([...(await ada.requests()), ...(await ada.holds()), ...(await ada.ends())]).toEqual([])
  return said
}

describe('a request is refused', () => {
  test('with what is no JSON, or too much of it', async () => {
    const plain = { headers: { 'content-type': 'text/plain' } }
    expect(await nothingDone(await ask('{}', plain))).toBe('415 unsupported_media_type')
    expect(await nothingDone(await ask('{"model":'))).toBe('400 bad_request')
    expect(await nothingDone(await ask('null'))).toBe('400 invalid_value')
    const large = question({ messages: [{ role: 'user', content: 'x'.repeat(2 * 1024 * 1024) }] })
    expect(await nothingDone(await ask(large))).toBe('413 payload_too_large')
    const unstorable = question({ messages: [{ role: 'user', content: 'a\0b' }] })
    expect(await nothingDone(await ask(unstorable))).toBe('400 bad_request')
  })

  test.each([
    ['tools', { tools: [] }, 'tools'],
    ['a tool choice', { tool_choice: 'auto' }, 'tool_choice'],
    ['a seed', { seed: 7 }, 'seed'],
    ['stop words', { stop: ['.'] }, 'stop'],
    [
      'something unknown in a message',
      { messages: [{ role: 'user', content: '', audio: {} }] },
      'messages[0].audio',
    ],
  ])('with %s, which is not supported, by its name', async (_what, change, param) => {
    const response = await ask(question(change))
    expect(await response.clone().json()).toMatchObject({
      error: { param, message: expect.stringContaining(`\`${param}\` is not supported`) },
    })
    expect(await nothingDone(response)).toBe('400 unsupported_parameter')
  })

  test.each([
    ['no messages', { messages: [] }, 'messages'],
    ['messages that are none', { messages: 'hello' }, 'messages'],
    ['a role nobody has', { messages: [{ role: 'tool', content: '' }] }, 'messages[0].role'],
    ['a picture', { messages: [picture()] }, 'messages[0].content'],
    ['a content that is none', { messages: [{ role: 'user', content: 7 }] }, 'messages[0].content'],
    ['two answers', { n: 2 }, 'n'],
    ['a temperature', { temperature: 0.5 }, 'temperature'],
    ['another format', { response_format: { type: 'json_object' } }, 'response_format.type'],
    ['no tokens', { max_tokens: 0 }, 'max_tokens'],
    ['half a token', { max_completion_tokens: 16.5 }, 'max_completion_tokens'],
    ['options of a stream for none', { stream_options: {} }, 'stream_options'],
    ['a model that is no name', { model: 5 }, 'model'],
  ])('with %s', async (_what, change, param) => {
    const response = await ask(question(change))
    expect(await response.clone().json()).toMatchObject({ error: { param } })
    expect(await nothingDone(response)).toBe('400 invalid_value')
  })

  test('for a model there is not, also for one that objects have', async () => {
    for (const model of ['gpt-9', 'constructor', '__proto__'])
      expect(await nothingDone(await ask(question({ model })))).toBe('404 model_not_found')
  })

  test('for a model without a price', async () => {
    await world.db
      .$executeRaw`update "Price" set "validFrom" = '2100-01-01' where model = 'gpt-5-mini'`
    forgetPrices()
    try {
      expect(await nothingDone(await ask())).toBe('422 unpriced_model')
    } finally {
      await world.db
        .$executeRaw`update "Price" set "validFrom" = '2020-01-01' where model = 'gpt-5-mini'`
      forgetPrices()
    }
  })

  test('of a suspended account', async () => {
    await freeze(world.db, { userId: ada.id, cause: 'manual' })
    expect(await nothingDone(await ask())).toBe('403 account_frozen')
  })

  test('beyond the answers at a time of the plan', async () => {
    const bob = await world.person(100_000_000, 'pro')
    key = await bob.newKey()
    world.gate.shut()
    const running = Array.from({ length: 4 }, () => ask())
    await expect.poll(() => bob.requests(), inTime).toHaveLength(4)
    const over = await ask()
    expect(over.headers.get('retry-after')).toBe('2')
    expect(await refused(over)).toBe('429 too_many_open_requests')
    world.gate.open()
    expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect((await ask()).status).toBe(200)
    await bob.assertClean()
  })

  test('out of credits, with what is needed, what there is and where to get more', async () => {
    const poor = await world.person(500_000)
    const response = await send('POST', '/api/v1/chat', {
      key: await poor.newKey(),
      body: question({ stream: true }),
    })
    expect(response.status).toBe(402)
    expect(response.headers.get('content-type')).toContain('application/json')
    const { error } = (await response.json()) as { error: { price: number } }
    expect(error).toMatchObject({
      code: 'insufficient_credits',
      type: 'billing_error',
      balance: 500_000,
      topUpUrl: expect.stringMatching(/^http.*\/billing$/),
    })
    expect(error.price).toBeGreaterThan(500_000)
    expect(await poor.requests()).toEqual([])
    await poor.assertClean()
  })
})

const picture = () => ({
  role: 'user',
  content: [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }],
})

describe('an answer', () => {
  test('takes what says nothing about it, and every default', async () => {
    const nothing = Object.fromEntries(ignoredParameters.map((name) => [name, { any: 'thing' }]))
    const defaults = { n: 1, temperature: 1, top_p: 1, store: false, logprobs: null }
    const messages = [
      {
        role: 'developer',
        content: [
          { type: 'text', text: 'Be ' },
          { type: 'text', text: 'brief.' },
        ],
      },
      { role: 'user', content: 'Hello', name: 'ada' },
    ]
    expect((await ask(question({ ...nothing, ...defaults, messages }))).status).toBe(200)
    expect(JSON.stringify(world.gate.calls[0])).toContain('Be brief.')
    expect(JSON.stringify(world.gate.calls[0])).not.toContain('thing')
  })

  test('may be thought about for longer', async () => {
    await ask(question({ reasoning_effort: 'high' }))
    await ask()
    expect(world.gate.calls).toMatchObject([
      { reasoning: { effort: 'high' } },
      { reasoning: { effort: 'low' } },
    ])
  })

  test('is no longer than asked for', async () => {
    world.gate.behave({ outputTokens: 500 })
    for (const limit of [{ max_tokens: 20 }, { max_completion_tokens: 20 }]) {
      const body = (await (await ask(question(limit))).json()) as ChatCompletion
      expect(body.choices[0]).toMatchObject({ finish_reason: 'length' })
      expect(body.usage.completion_tokens).toBe(20)
    }
  })

  test('is as long as the balance covers, and says that it was cut', async () => {
    const poor = await world.person((await leastPrice()) + 400_000)
    world.gate.behave({ outputTokens: 1_000 })
    const response = await send('POST', '/api/v1/chat', {
      key: await poor.newKey(),
      body: question(),
    })
    const body = (await response.json()) as ChatCompletion
    expect(body.choices[0]?.finish_reason).toBe('length')
    expect(body.usage.completion_tokens).toBe(250)
    expect(body.tollgate.balance).toBe(await poor.balance())
    await poor.assertClean()
  })

  test('stands on the statement with the key it was asked for with', async () => {
    const response = await ask()
    const line = async (theirKey: string) => {
      const usage = await send('GET', '/api/v1/usage?kind=spent', { key: theirKey })
      return ((await usage.json()) as { data: object[] }).data[0]
    }
    expect(await line(key)).toMatchObject({
      kind: 'burn',
      operation: 'chat',
      request_id: response.headers.get('x-request-id'),
      amount: -Number(response.headers.get('x-tollgate-cost')),
      balance_after: Number(response.headers.get('x-tollgate-balance')),
      api_key: { prefix: key.slice(0, 11) },
      calls: [{ model: 'gpt-5-mini', estimated: false }],
    })
    const eve = await world.person(100_000_000)
    expect(await line(await eve.newKey())).toBeUndefined()
  })

  test('that nobody waits for any more stops, and pays for what went in', async () => {
    world.gate.shut()
    const gone = new AbortController()
    const unanswered = ask(question(), { signal: gone.signal })
    await expect.poll(() => world.gate.calls, inTime).toHaveLength(1)
    gone.abort()
    await unanswered
    world.gate.open()
    const [entry] = await ada.entries()
    expect(entry!.detail).toMatchObject({ estimated: true, outputTokens: 0 })
    expect(await ada.requests()).toMatchObject([{ status: 'answered' }])
  })

  test('sent by a browser’s page is one like any other: no cookie and no Origin count', async () => {
    const response = await ask(question(), {
      headers: { origin: 'https://elsewhere.example', cookie: `session=${randomUUID()}` },
    })
    expect(response.status).toBe(200)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })
})

test('one key from fifty connections with credits for seven: seven answers, the rest 402', async () => {
  const least = await leastPrice()
  // Each holds the worst case of a whole answer; what is left over after seven covers no answer at all.
  const whole = least + 1_050 * 4_000
  const bob = await world.person(7 * whole + least - 1)
  key = await bob.newKey()
  world.gate.shut()
  const asked = Array.from({ length: 50 }, (_, index) => ask(question({ stream: index % 2 === 0 })))
  let answered = 0
  const watched = asked.map(async (one) => {
    const response = await one
    answered += 1
    return response
  })
  // Those with credits wait for the model, which waits for us.
  await expect.poll(() => answered, inTime).toBe(43)
  world.gate.open()
  const responses = await Promise.all(watched)
  const served = responses.filter(({ status }) => status === 200)
  expect(served).toHaveLength(7)
  expect(responses.filter(({ status }) => status === 402)).toHaveLength(43)
  await Promise.all(served.map((response) => response.text()))
  expect(world.gate.calls).toHaveLength(7)
  const cost = (await bob.entries()).reduce((sum, { delta }) => sum - Number(delta), 0)
  expect(await bob.balance()).toBe(7 * whole + least - 1 - cost)
  expect(await bob.requests()).toHaveLength(7)
  await bob.assertClean()
})
