import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadChat } from '@/lib/ai/chats'
import { modelsFor, requireModel, startingModel } from '@/lib/ai/models'
import { release, statement } from '@/lib/credits'
import { entitlementsOf } from '@/lib/entitlements'
import { costOf, forgetPrices, holdWorstCase, priceOf, setPrice, type Usage } from '@/lib/metering'
import { answerOf, chatHarness, chunksOf, type ChatHarness } from '@/tests/support/chat'

let chat: ChatHarness
let ada: Awaited<ReturnType<ChatHarness['person']>>

beforeAll(async () => {
  chat = await chatHarness()
})
afterAll(() => chat.close())
beforeEach(async () => {
  chat.gate.reset()
  ada = await chat.person(1_000_000_000)
})
afterEach(async () => {
  await chat.settled()
  await ada.assertClean()
})

const cost = async (model: string, usage: Usage) => costOf(await priceOf('chat', model), usage)

/** Runs while a model has no price, as between its announcement and its first price. */
async function unpriced(model: string, run: () => Promise<void>) {
  const move = (to: string) =>
    chat.db.$executeRaw`update "Price" set "validFrom" = ${to}::timestamptz where model = ${model}`
  await move('2100-01-01')
  forgetPrices()
  try {
    await run()
  } finally {
    await move('2020-01-01')
    forgetPrices()
  }
}

describe('which model answers', () => {
  test.each(['gpt-5-nano', 'gpt-5-mini', 'gpt-5'])(
    '%s when asked for, at its own price',
    async (model) => {
      const answer = await answerOf(await chunksOf(await chat.ask(ada, 'Hello there', { model })))
      await chat.settled()
      const [usage] = await chat.gate.reported()
      expect(chat.gate.calls[0]?.model).toBe(model)
      expect(answer.metadata).toMatchObject({
        model,
        answeredBy: { model, provider: 'primary' },
        cost: await cost(model, usage!),
      })
      expect((await ada.entries())[0]?.detail).toMatchObject({ model, provider: 'primary' })
    },
  )

  test('is kept with the chat, and asked again when none is named', async () => {
    const chatId = randomUUID()
    await chunksOf(await chat.ask(ada, 'Hello there', { chatId, model: 'gpt-5-nano' }))
    await chat.settled()
    expect((await loadChat(ada.id, chatId))?.model).toBe('gpt-5-nano')
    await chunksOf(await chat.ask(ada, 'And again', { chatId }))
    await chat.settled()
    await chunksOf(await chat.ask(ada, 'Hello there'))
    expect(chat.gate.calls.map(({ model }) => model)).toEqual([
      'gpt-5-nano',
      'gpt-5-nano',
      'gpt-5-mini',
    ])
  })

  test('of a message that was answered cannot be changed by sending it again', async () => {
    const ids = { chatId: randomUUID(), messageId: randomUUID() }
    await chunksOf(await chat.ask(ada, 'Hello there', { ...ids, model: 'gpt-5-nano' }))
    await chat.settled()
    const again = await chat.ask(ada, 'Hello there', { ...ids, model: 'gpt-5' })
    expect(again.status).toBe(409)
    const replayed = await chat.ask(ada, 'Hello there', { ...ids, model: 'gpt-5-nano' })
    expect(replayed.headers.get('x-replayed')).toBe('true')
    await replayed.text()
  })
})

describe('a model that may not be used', () => {
  const refused = async (response: Response) => {
    expect(chat.gate.calls).toHaveLength(0)
    return { status: response.status, ...((await response.json()) as Record<string, unknown>) }
  }

  test('by the plan: locked in the chooser with the feature it takes, refused with the way to get it', async () => {
    ada = await chat.person(1_000_000_000, 'free')
    const offered = await modelsFor(ada.id)
    expect(offered.map(({ id, locked }) => [id, locked])).toEqual([
      ['gpt-5-nano', null],
      ['gpt-5-mini', null],
      ['gpt-5', 'all_models'],
    ])
    expect(offered.find(({ id }) => id === 'gpt-5')?.price).toMatchObject({
      input: 5_000_000,
      output: 20_000_000,
    })
    expect(await refused(await chat.ask(ada, 'Hello', { model: 'gpt-5' }))).toMatchObject({
      status: 403,
      code: 'forbidden',
      feature: 'all_models',
      upgradeUrl: '/pricing',
    })
    expect([...(await ada.holds()), ...(await ada.ends()), ...(await ada.messages())]).toEqual([])
    // A chat that was begun when the plan was larger goes on with what is open.
    expect(startingModel(offered, 'gpt-5')).toBe('gpt-5-mini')
  })

  test('for want of a price: not available in the chooser, 422, nothing charged', async () => {
    await unpriced('gpt-5', async () => {
      const offered = await modelsFor(ada.id)
      expect(offered.find(({ id }) => id === 'gpt-5')).toMatchObject({
        locked: 'unpriced',
        price: null,
      })
      expect(await refused(await chat.ask(ada, 'Hello', { model: 'gpt-5' }))).toMatchObject({
        status: 422,
        code: 'unpriced_model',
      })
      await expect(requireModel(await entitlementsOf(ada.id), 'gpt-5')).rejects.toMatchObject({
        status: 422,
      })
    })
    expect([...(await ada.holds()), ...(await ada.ends())]).toEqual([])
  })

  test('because there is none of that name', async () => {
    await expect(requireModel(await entitlementsOf(ada.id), 'gpt-6')).rejects.toMatchObject({
      code: 'bad_request',
    })
    await expect(requireModel(await entitlementsOf(ada.id), 'constructor')).rejects.toMatchObject({
      status: 400,
    })
  })
})

describe('another model that answers instead', () => {
  const down = () => Response.json({ error: { message: 'no' } }, { status: 503 })
  const onlyFirstDown = (call: number) => (call === 1 ? down() : undefined)

  test('is charged at its own price, and named on the answer and the statement', async () => {
    chat.gate.intercept(onlyFirstDown)
    const model = 'gpt-5'
    const answer = await answerOf(await chunksOf(await chat.ask(ada, 'Hello there', { model })))
    await chat.settled()
    const [usage] = await chat.gate.reported()
    expect(answer.metadata).toMatchObject({
      model: 'gpt-5',
      answeredBy: { model: 'gpt-5-mini', provider: 'primary' },
      cost: await cost('gpt-5-mini', usage!),
    })
    const { lines } = await statement(chat.db, ada.id, { limit: 5 })
    expect(lines[0]?.detail).toMatchObject({ model: 'gpt-5-mini', provider: 'primary' })
    expect((await ada.ends()).map(({ kind }) => kind)).toEqual(['release', 'burn'])
  })

  test('dearer than the balance is refused with what it would need: 0 open holds, nothing charged', async () => {
    const least = (await (await chat.ask(await chat.person(1), 'Hello there')).json()) as {
      price: number
    }
    ada = await chat.person(least.price)
    await setPrice({
      operation: 'chat',
      model: 'gpt-5-nano',
      input: 50_000_000_000,
      output: 50_000_000_000,
    })
    try {
      chat.gate.reset()
      chat.gate.intercept(onlyFirstDown)
      const chunks = await chunksOf(await chat.ask(ada, 'Hello there'))
      await chat.settled()
      const error = chunks.find((chunk) => chunk.type === 'error')
      expect(JSON.parse(error?.errorText ?? '{}')).toMatchObject({
        code: 'insufficient_credits',
        balance: least.price,
        message: expect.stringContaining('Nothing was charged'),
      })
      expect(chat.gate.calls).toHaveLength(1)
      expect(await ada.holds()).toEqual([])
      expect(await ada.balance()).toBe(least.price)
      expect((await ada.ends()).map(({ kind }) => kind)).toEqual(['release'])
    } finally {
      await chat.db.price.deleteMany({ where: { inputPerMTok: 50_000_000_000n } })
      forgetPrices()
    }
  })

  test('without a price is not asked', async () => {
    await unpriced('gpt-5-nano', async () => {
      chat.gate.intercept(down)
      await chunksOf(await chat.ask(ada, 'Hello there'))
      await chat.settled()
      expect(new Set(chat.gate.calls.map(({ model }) => model))).toEqual(new Set(['gpt-5-mini']))
      expect(await ada.balance()).toBe(1_000_000_000)
    })
  })
})

describe('what a provider counts', () => {
  test('reasoning is output, told apart; a prompt read again is cheaper, told apart', async () => {
    const question = `Hello there. ${'This is said so that the prompt is long. '.repeat(90)}`
    const ask = async () => {
      await chunksOf(await chat.ask(ada, question, { model: 'gpt-5' }))
      await chat.settled()
      return (await chat.gate.reported()).at(-1)!
    }
    const [first, second] = [await ask(), await ask()]
    expect(first.reasoningTokens).toBeGreaterThan(0)
    expect(second.cachedTokens).toBeGreaterThanOrEqual(1_024)
    const entries = await ada.entries()
    for (const [index, usage] of [first, second].entries()) {
      expect(usage.reasoningTokens).toBeLessThan(usage.outputTokens)
      expect(usage.cachedTokens).toBeLessThan(usage.inputTokens)
      expect(entries[index]?.detail).toMatchObject(usage)
      expect(Number(entries[index]?.delta)).toBe(-(await cost('gpt-5', usage)))
    }
    expect(second.inputTokens).toBe(first.inputTokens)
    expect(await cost('gpt-5', second)).toBeLessThan(
      await cost('gpt-5', { ...second, cachedTokens: 0 }),
    )
  })

  test.each([
    ['more cached than read', { cached: 5_000 }],
    ['more thought than written', { reasoning: 5_000 }],
    ['less than nothing cached', { cached: -5 }],
    ['a half token', { reasoning: 0.5 }],
  ])(
    '%s cannot be: the estimate is charged instead',
    async (_what, { cached = 0, reasoning = 0 }: { cached?: number; reasoning?: number }) => {
      const events = [
        { type: 'response.created', response: { id: 'r', created_at: 1, model: 'gpt-5-mini' } },
        { type: 'response.output_item.added', output_index: 0, item: { type: 'message', id: 'm' } },
        {
          type: 'response.output_text.delta',
          item_id: 'm',
          output_index: 0,
          content_index: 0,
          delta: 'Four score and seven years ago.',
        },
        {
          type: 'response.completed',
          response: {
            id: 'r',
            incomplete_details: null,
            usage: {
              input_tokens: 100,
              input_tokens_details: { cached_tokens: cached },
              output_tokens: 100,
              output_tokens_details: { reasoning_tokens: reasoning },
            },
          },
        },
      ]
      const stream = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')
      chat.gate.intercept(
        () => new Response(stream, { headers: { 'content-type': 'text/event-stream' } }),
      )
      await chunksOf(await chat.ask(ada, 'Hello there'))
      await chat.settled()
      const [entry] = await ada.entries()
      expect(entry?.detail).toMatchObject({ estimated: true, outputTokens: 8 })
      expect(Number(entry?.delta)).toBeLessThan(0)
    },
  )
})

test('more than a model can read is refused before anything is held', async () => {
  const { candidates } = await requireModel(await entitlementsOf(ada.id), 'gpt-5-mini')
  const call = {
    userId: ada.id,
    operationKey: 'chat:long/0/0',
    requestHash: 'h',
    output: { most: 1_000, least: 150 },
    ttlSeconds: 60,
  }
  const hold = (context: number) =>
    holdWorstCase(chat.db, {
      ...call,
      candidate: { ...candidates[0], limits: { context, output: 500 } },
      inputTokens: 2_000,
    })
  await expect(hold(2_149)).rejects.toMatchObject({
    status: 413,
    message: expect.stringContaining('GPT-5 mini'),
  })
  expect(await ada.holds()).toEqual([])
  // What is left of the window bounds the answer, and so does the model.
  expect(await hold(2_300)).toMatchObject({ maxOutputTokens: 300 })
  await release(chat.db, { userId: ada.id, operationKey: call.operationKey })
})
