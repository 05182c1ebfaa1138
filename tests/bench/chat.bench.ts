import { randomBytes, randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { defaultModel } from '@/lib/catalogue'
import type { Bench } from '@/tests/support/bench'
import { joinCluster } from '@/tests/support/cluster'
import { testEnvironment } from '@/tests/support/environment'
import { modelGate } from '@/tests/support/model-gate'

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

/** Milliseconds until a response's stream holds the first word of an answer; the rest is read as well. */
async function firstWord(start: () => Promise<Response>): Promise<number> {
  const began = performance.now()
  const reader = (await start()).body!.pipeThrough(new TextDecoderStream()).getReader()
  let first: number | undefined
  while (true) {
    const { done, value } = await reader.read()
    if (done) break
    if (first === undefined && value.includes('"text-delta"')) first = performance.now() - began
  }
  if (first === undefined) throw new Error('no word came')
  return first
}

/** A chat turn as the route runs it, and the same turn without price, hold and settlement. */
async function turns() {
  const [{ db }, { credits, grant }, { answerChat }, { runAssistant }, { assistantTools }] =
    await Promise.all([
      import('@/lib/db'),
      import('@/lib/credits'),
      import('@/lib/ai/chat'),
      import('@/lib/ai/assistant'),
      import('@/lib/ai/tools'),
    ])
  const [{ beginTurn, finishTurn, identifyTurn }, { languageModel }, ai] = await Promise.all([
    import('@/lib/ai/turns'),
    import('@/lib/ai/models'),
    import('ai'),
  ])
  const { entitlementsOf } = await import('@/lib/entitlements')
  const { historyFor } = await import('@/lib/ai/history')
  const { loadChat } = await import('@/lib/ai/chats')
  const { chatRequest } = await import('@/lib/ai/request')
  const { readJson } = await import('@/lib/http')

  const user = await db().user.create({ data: { email: `${randomUUID()}@example.com` } })
  await db().userPlan.create({
    data: { userId: user.id, planKey: 'enterprise', updatedAt: new Date() },
  })
  await grant(db(), {
    userId: user.id,
    kind: 'topup',
    sourceKey: 'bench',
    amount: credits(1_000_000),
    reason: 'Bench',
  })
  /** A chat with more behind it than is sent along: the history is as long as it gets. */
  const fullChat = async (): Promise<string> => {
    const id = randomUUID()
    await db().chat.create({ data: { id, userId: user.id, title: 'A long one' } })
    const text = 'The toll of a road is what it costs to use it, and not to have it. '.repeat(15)
    await db().chatMessage.createMany({
      data: Array.from({ length: 12 }, (_, at) => ({
        id: randomUUID(),
        chatId: id,
        userId: user.id,
        role: at % 2 === 0 ? 'user' : 'assistant',
        parts: [{ type: 'text', text }],
        metadata: {},
        createdAt: new Date(Date.now() - 60_000 + at),
      })),
    })
    return id
  }

  const request = (chatId: string) =>
    new Request(`${testEnvironment.APP_URL}/api/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        id: chatId,
        message: {
          id: randomUUID(),
          role: 'user',
          parts: [{ type: 'text', text: 'Write a paragraph about toll roads.' }],
        },
      }),
    })

  const billed = async (chatId: string) => {
    const background: Promise<void>[] = []
    const inBackground = (work: Promise<void>) => void background.push(work)
    const time = await firstWord(() => answerChat({ user, request: request(chatId), inBackground }))
    await Promise.all(background)
    return time
  }
  const unbilled = (chatId: string) =>
    firstWord(async () => {
      const body = await readJson(request(chatId), chatRequest)
      const { turn } = await identifyTurn(user.id, body, defaultModel)
      const { limits } = await entitlementsOf(user.id)
      const earlier = (await loadChat(user.id, turn.chatId))?.messages ?? []
      const question = { id: body.message.id, role: 'user' as const, parts: body.message.parts }
      const history = await historyFor(turn, [...earlier, question])
      await beginTurn(turn, question, limits, async () => undefined)
      const result = runAssistant({
        model: languageModel(defaultModel),
        maxRetries: 1,
        chunkMs: 20_000,
        history,
        tools: await assistantTools(turn),
        abortSignal: new AbortController().signal,
      })
      return ai.createUIMessageStreamResponse({
        stream: ai.createUIMessageStream({
          execute: ({ writer }) => writer.merge(ai.toUIMessageStream({ stream: result.stream })),
          onEnd: () =>
            finishTurn(turn, [], {
              requestId: turn.requestId,
              status: 'complete',
              cost: 0,
              calls: 0,
              inputTokens: 0,
              outputTokens: 0,
            }),
        }),
      })
    })
  return { billed, unbilled, fullChat }
}

/** Both kinds of turn, taken in turns, each in a chat of its own: the medians. */
async function compared(
  { billed, unbilled }: Pick<Awaited<ReturnType<typeof turns>>, 'billed' | 'unbilled'>,
  rounds: number,
  chat: () => Promise<string>,
) {
  for (let warm = 0; warm < 4; warm += 1) {
    await unbilled(await chat())
    await billed(await chat())
  }
  const [billedTimes, plainTimes]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round += 1) {
    plainTimes.push(await unbilled(await chat()))
    billedTimes.push(await billed(await chat()))
  }
  return { withBilling: median(billedTimes), without: median(plainTimes) }
}

const bench: Bench = {
  name: 'chat',
  async run({ quick }) {
    const rounds = quick ? 8 : 40
    const { adminUrl, template, leave } = await joinCluster()
    const name = `test_bench_${randomBytes(4).toString('hex')}`
    const admin = new Client({ connectionString: adminUrl })
    await admin.connect()
    const gate = await modelGate()
    try {
      await admin.query(`create database ${name} template ${template}`)
      const url = new URL(adminUrl)
      url.pathname = `/${name}`
      Object.assign(process.env, testEnvironment, {
        DATABASE_URL: url.href,
        OPENAI_BASE_URL: gate.url,
      })
      // The sandbox's own typing speed, as somebody sees it who starts the app.
      gate.behave({ msPerToken: 15, outputTokens: 5 })
      const both = await turns()
      const fresh = await compared(both, rounds, async () => randomUUID())
      const full = await compared(both, rounds, both.fullChat)
      return [
        { name: 'first_token_with_billing', value: fresh.withBilling, unit: 'ms' },
        { name: 'first_token_without_billing', value: fresh.without, unit: 'ms' },
        {
          name: 'first_token_ratio',
          value: fresh.withBilling / fresh.without,
          unit: 'ratio',
          aim: 1.05,
        },
        {
          name: 'first_token_overhead',
          value: full.withBilling / full.without,
          unit: 'ratio',
          aim: 1.05,
        },
      ]
    } finally {
      await gate.close()
      await admin.query(`drop database if exists ${name} with (force)`)
      await admin.end()
      await leave()
    }
  },
}

export default bench
