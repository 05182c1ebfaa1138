import OpenAI, {
  APIError,
  AuthenticationError,
  BadRequestError,
  NotFoundError,
  PermissionDeniedError,
} from 'openai'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { apiServer } from '@/tests/support/api-server'
import { apiChatWorld, inTime, type ApiPerson } from '@/tests/support/api'

// The official client, pointed at our address: what it shows its user is what it makes of our answers.

let world: Awaited<ReturnType<typeof apiChatWorld>>
let server: Awaited<ReturnType<typeof apiServer>>
let ada: ApiPerson
let client: OpenAI

beforeAll(async () => {
  world = await apiChatWorld()
  server = await apiServer()
})
afterAll(async () => {
  await server.close()
  await world.close()
})
beforeEach(async () => {
  world.gate.reset()
  ada = await world.person(100_000_000)
  client = new OpenAI({
    baseURL: `${server.url}/api/v1`,
    apiKey: await ada.newKey(),
    maxRetries: 0,
  })
})
afterEach(() => ada.assertClean())

const ask = { model: 'gpt-5-mini', messages: [{ role: 'user' as const, content: 'Hello there' }] }

describe('the openai client', () => {
  test('chats, and is told what it cost', async () => {
    const { data, response, request_id } = await client.chat.completions
      .create({ ...ask, messages: [{ role: 'system', content: 'Be brief.' }, ...ask.messages] })
      .withResponse()
    expect(data.choices[0]?.message.content).toMatch(/\w+/)
    expect(data.choices[0]?.finish_reason).toBe('stop')
    const [entry] = await ada.entries()
    const cost = -Number(entry!.delta)
    expect(entry!.detail).toMatchObject({
      inputTokens: data.usage!.prompt_tokens,
      outputTokens: data.usage!.completion_tokens,
    })
    expect(response.headers.get('x-tollgate-cost')).toBe(String(cost))
    expect(response.headers.get('x-tollgate-balance')).toBe(String(await ada.balance()))
    expect(data).toMatchObject({ tollgate: { cost, balance: 100_000_000 - cost } })
    expect(entry!.detail).toMatchObject({ operation: 'chat', requestId: request_id })
    // What it answered can be sent back as it is.
    const again = await client.chat.completions.create({
      ...ask,
      messages: [...ask.messages, data.choices[0]!.message, { role: 'user', content: 'Thanks' }],
    })
    expect(again.choices[0]?.message.content).toMatch(/\w+/)
  })

  test('streams, with the usage when it asks for it', async () => {
    world.gate.behave({ outputTokens: 60 })
    const stream = await client.chat.completions.create({
      ...ask,
      stream: true,
      stream_options: { include_usage: true },
    })
    let text = ''
    let finish: string | null = null
    let usage: OpenAI.CompletionUsage | null | undefined
    let count = 0
    for await (const chunk of stream) {
      count += 1
      text += chunk.choices[0]?.delta.content ?? ''
      finish = chunk.choices[0]?.finish_reason ?? finish
      usage = chunk.usage ?? usage
    }
    expect(count).toBeGreaterThan(50)
    expect(text.length).toBeGreaterThan(100)
    expect(finish).toBe('stop')
    const [reported] = await world.gate.reported()
    expect(usage).toMatchObject({
      prompt_tokens: reported!.inputTokens,
      completion_tokens: 60,
      total_tokens: reported!.inputTokens + 60,
    })
    expect(await ada.entries()).toHaveLength(1)
  })

  test('assembles a stream into an answer with its own helper', async () => {
    const answer = await client.chat.completions.stream(ask).finalChatCompletion()
    expect(answer.choices[0]?.message.content).toMatch(/\w+/)
  })

  test('lists the models', async () => {
    const ids: string[] = []
    for await (const model of client.models.list()) ids.push(model.id)
    expect(ids).toContain('gpt-5-mini')
  })

  test('raises its own errors', async () => {
    const completions = client.chat.completions
    const error = (promise: Promise<unknown>) =>
      promise.then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
    const wrongKey = new OpenAI({ baseURL: `${server.url}/api/v1`, apiKey: 'tg_x', maxRetries: 0 })
    expect(await error(wrongKey.chat.completions.create(ask))).toBeInstanceOf(AuthenticationError)
    const unknown = await error(completions.create({ ...ask, model: 'gpt-9' }))
    expect(unknown).toBeInstanceOf(NotFoundError)
    expect(unknown).toMatchObject({ code: 'model_not_found', param: 'model' })
    const unsupported = await error(completions.create({ ...ask, temperature: 0.2 }))
    expect(unsupported).toBeInstanceOf(BadRequestError)
    expect(unsupported).toMatchObject({ param: 'temperature' })
    const narrow = new OpenAI({
      baseURL: `${server.url}/api/v1`,
      apiKey: await ada.newKey({ scopes: ['usage:read'] }),
      maxRetries: 0,
    })
    expect(await error(narrow.chat.completions.create(ask))).toBeInstanceOf(PermissionDeniedError)
    const poor = await world.person(1)
    const broke = new OpenAI({
      baseURL: `${server.url}/api/v1`,
      apiKey: await poor.newKey(),
      maxRetries: 0,
    })
    const refusal = await error(broke.chat.completions.create(ask))
    expect(refusal).toBeInstanceOf(APIError)
    expect(refusal).toMatchObject({
      status: 402,
      code: 'insufficient_credits',
      type: 'billing_error',
      error: {
        price: expect.any(Number),
        balance: 1,
        topUpUrl: expect.stringContaining('/billing'),
      },
    })
    expect(world.gate.calls).toHaveLength(0)
  })

  test('sees a model that fails before its first word as a 502, and pays nothing', async () => {
    world.gate.behave({ mode: 'fail' })
    for (const stream of [false, true]) {
      const failure = await client.chat.completions
        .create({ ...ask, stream })
        .catch((error: unknown) => error)
      expect(failure).toMatchObject({ status: 502, code: 'provider_failed' })
    }
    expect(await ada.balance()).toBe(100_000_000)
    expect(await ada.requests()).toEqual([])
  })

  test('sees a stream that breaks off as an error in it, and pays for what was written', async () => {
    world.gate.behave({ mode: 'fail_midway', outputTokens: 100 })
    const stream = await client.chat.completions.create({ ...ask, stream: true })
    let text = ''
    const read = async () => {
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
    }
    await expect(read()).rejects.toMatchObject({ code: 'provider_failed' })
    expect(text).not.toBe('')
    expect(await ada.balance()).toBeLessThan(100_000_000)
  })

  test('that leaves in the middle stops its answer and pays for what was written', async () => {
    world.gate.behave({ outputTokens: 1_000, msPerToken: 5 })
    const stream = await client.chat.completions.create({ ...ask, stream: true })
    let pieces = 0
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta.content) pieces += 1
      if (pieces === 20) break
    }
    await expect.poll(() => ada.entries(), inTime).toHaveLength(1)
    const [entry] = await ada.entries()
    expect(entry!.detail).toMatchObject({ estimated: true })
    expect((entry!.detail as { outputTokens: number }).outputTokens).toBeLessThan(500)
    await expect.poll(async () => (await ada.requests())[0]?.status, inTime).toBe('answered')
  })
})
