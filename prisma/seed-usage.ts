import { createHash } from 'node:crypto'
import { conversations } from '@/prisma/seed-conversations'
import { defaultModel, modelIds, models, type ModelId, type ProviderId } from '@/lib/catalogue'
import { reserve, settle, type Balance, type MicroCredits } from '@/lib/credits'
import type { Db } from '@/lib/db'
import type { Prisma } from '@/prisma/generated/client'
import { priceOf } from '@/lib/metering'
import { costOf, providerCostOf, type Usage } from '@/lib/metering/cost'

const minuteMs = 60_000
const PROVIDER: ProviderId = 'primary'
const dayMs = 24 * 60 * minuteMs

/** The same id at every seeding, so that two machines show the same history. */
export function uuidOf(name: string): string {
  const hex = createHash('sha256').update(`tollgate:${name}`).digest('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

/** A fraction from 0 to 1 that looks random and is always the same for a name. */
function fractionOf(name: string): number {
  return createHash('sha256').update(name).digest().readUInt32BE() / 2 ** 32
}

const between = (name: string, least: number, most: number) =>
  Math.round(least + fractionOf(name) * (most - least))

type Asking = {
  tx: Db
  userId: string
  chatId: string
  requestId: string
  at: Date
  model: ModelId
}

/** Those that take no feature: samples are of every plan. */
const openModels = modelIds.filter((id) => models[id].feature === null)

/** The model of a chat: mostly the default one. */
function modelOf(chatId: string): ModelId {
  const other = openModels[Math.floor(fractionOf(`${chatId} model`) * 3 * openModels.length)]
  return other ?? defaultModel
}

/** Pays for one model call the way the app does: holds the worst case, then settles what it really was. */
async function payCall(asking: Asking, step: number, usage: Usage) {
  const { tx, userId, chatId, requestId, at, model } = asking
  const price = await priceOf('chat', model, at)
  const cost = costOf(price, usage)
  const operationKey = `chat:${requestId}/${step}/0`
  const { outcome } = await reserve(tx, {
    userId,
    operationKey,
    requestHash: requestId,
    amount: cost,
    ttlSeconds: 120,
    at,
  })
  if (outcome !== 'held') throw new Error(`the sample call ${operationKey} was ${outcome}`)
  const { balance } = await settle(tx, {
    userId,
    operationKey,
    actual: cost,
    detail: {
      operation: 'chat',
      requestId,
      chatId,
      step,
      model: price.model,
      provider: PROVIDER,
      ...usage,
      price: { input: price.input, cached: price.cached, output: price.output, flat: price.flat },
      costMicroUsd: providerCostOf(price, usage),
    },
    at: new Date(at.getTime() + (step + 1) * 2_000),
  })
  return { cost, balance }
}

type Turn = readonly [question: string, answer: string]
type Rows = Prisma.ChatMessageCreateManyInput[]
type Figures = { cost: number; calls: number; inputTokens: number; outputTokens: number }

/** Question and answer as the assistant keeps them. */
function rowsOf(
  { userId, chatId, requestId, at, model }: Asking,
  turn: Turn,
  figures: Figures,
): Rows {
  const text = (value: string) => [{ type: 'text', text: value }]
  const shared = { chatId, userId }
  return [
    { ...shared, id: requestId, role: 'user', parts: text(turn[0]), createdAt: at },
    {
      ...shared,
      id: `${requestId}-answer`,
      role: 'assistant',
      parts: text(turn[1]),
      metadata: {
        requestId,
        run: 0,
        status: 'complete',
        model,
        answeredBy: { model, provider: PROVIDER },
        ...figures,
      },
      createdAt: new Date(at.getTime() + 1),
    },
  ]
}

/** One question of one or two model calls. */
async function ask(asking: Asking, turn: Turn): Promise<{ rows: Rows; balance: Balance }> {
  const { requestId } = asking
  const figures = { cost: 0, calls: 0, inputTokens: 0, outputTokens: 0 }
  const calls = fractionOf(`${requestId} calls`) < 0.3 ? 2 : 1
  for (;;) {
    const step = figures.calls
    const usage = {
      inputTokens: between(`${requestId} in ${step}`, 900, 2_200),
      cachedTokens: 0,
      outputTokens: between(`${requestId} out ${step}`, 60, 420),
    }
    const { cost, balance } = await payCall(asking, step, usage)
    figures.cost += cost
    figures.calls += 1
    figures.inputTokens += usage.inputTokens
    figures.outputTokens += usage.outputTokens
    if (figures.calls === calls) return { rows: rowsOf(asking, turn, figures), balance }
  }
}

async function keepChat(
  { tx, userId, chatId, model }: Asking,
  title: string,
  rows: Rows,
  [createdAt, updatedAt]: [Date, Date],
): Promise<void> {
  await tx.chat.create({ data: { id: chatId, userId, title, model, createdAt, updatedAt } })
  await tx.chatMessage.createMany({ data: rows })
}

export type Usages = {
  userId: string
  /** Makes the ids of this user's chats. */
  name: string
  from: Date
  to: Date
  /** Chats a day, may be a fraction. */
  perDay: number
  /** Stops before the balance falls under this. */
  leave: MicroCredits
}

// The dearest question there is: two calls of the most tokens, at the dearest open model's price.
const dearest = Math.max(
  ...openModels.map((id) => {
    const { input, output } = models[id].price
    return (2 * (2_200 * input + 420 * output)) / 1_000_000
  }),
)

/** A history of chats, evenly spread with some irregularity, in the order of time. */
export async function useCredits(tx: Db, usages: Usages): Promise<void> {
  const { userId, name, from, to, perDay, leave } = usages
  const count = Math.floor(((to.getTime() - from.getTime()) / dayMs) * perDay)
  // Nobody asks the same as somebody else in the same order.
  const begin = between(`${name} begin`, 0, conversations.length - 1)
  for (let index = 0; index < count; index += 1) {
    const conversation = conversations[(begin + index) % conversations.length]!
    const chatId = uuidOf(`${name} chat ${index}`)
    const jitter = fractionOf(`${name} ${index}`) * 0.8
    const began = new Date(from.getTime() + ((index + jitter) / perDay) * dayMs)
    const model = modelOf(chatId)
    const asking: Asking = { tx, userId, chatId, requestId: '', at: began, model }
    const rows: Rows = []
    let spent = false
    for (const [position, turn] of conversation.turns.entries()) {
      if (spent) break
      asking.requestId = uuidOf(`${name} question ${index} ${position}`)
      asking.at = new Date(began.getTime() + position * 3 * minuteMs)
      const asked = await ask(asking, turn)
      rows.push(...asked.rows)
      spent = asked.balance.available - leave < dearest
    }
    await keepChat(asking, conversation.title, rows, [began, asking.at])
    if (spent) return
  }
}

export type LastUse = Pick<Usages, 'userId' | 'name' | 'leave'> & { at: Date; available: number }

/** One last question that leaves exactly `leave`, in micro-credits. */
export async function useUp(tx: Db, { userId, name, at, available, leave }: LastUse) {
  const conversation = conversations.at(-1)!
  const asking = {
    tx,
    userId,
    chatId: uuidOf(`${name} last chat`),
    requestId: uuidOf(`${name} last question`),
    at,
    model: defaultModel,
  }
  const price = await priceOf('chat', defaultModel, at)
  const outputTokens = 60
  const spend = available - leave - costOf(price, { inputTokens: 0, cachedTokens: 0, outputTokens })
  const inputTokens = Math.floor((spend * 1_000_000) / price.input)
  const { cost } = await payCall(asking, 0, { inputTokens, cachedTokens: 0, outputTokens })
  const figures = { cost, calls: 1, inputTokens, outputTokens }
  const rows = rowsOf(asking, conversation.turns[0], figures)
  await keepChat(asking, conversation.title, rows, [at, at])
}
