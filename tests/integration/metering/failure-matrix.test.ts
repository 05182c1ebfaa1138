import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { grant, MICRO, microCredits } from '@/lib/credits'
import type { AppError } from '@/lib/errors'
import { costOf, priceOf, type Usage } from '@/lib/metering'
import { userWith } from '@/tests/support/credits'
import { testDatabase, type TestDatabase } from '@/tests/support/database'
import { booksOf } from '@/tests/support/metering'
import type { meteredTurn, Reading } from '@/tests/support/metered-turn'
import { modelGate } from '@/tests/support/model-gate'
import { createUser } from '@/tests/support/users'

// Every way in which a model call can end badly, over the wire: in the only step of a turn and in a later one, streamed and in
// one piece. Whatever happens: charged right, closed once, nothing held at the end.

type Gate = Awaited<ReturnType<typeof modelGate>>
let gate: Gate
let database: TestDatabase
let turn: typeof meteredTurn

beforeAll(async () => {
  gate = await modelGate()
  process.env.OPENAI_BASE_URL = gate.url
  database = await testDatabase()
  ;({ meteredTurn: turn } = await import('@/tests/support/metered-turn'))
})
beforeEach(() => gate.reset())
afterAll(() => gate.close())

const turns = {
  'one step': { question: 'Hello there', failing: 1 },
  'many steps': { question: 'What is my balance?', failing: 2 },
} as const
const hows = ['streaming', 'in one piece'] as const
type How = (typeof hows)[number]

/** The failing call: released once or twice, charged what was reported, or charged by estimate. */
type Ends = 'released' | 'released twice' | 'charged' | 'estimated'

type Failure = {
  name: string
  /** Makes the call of this number fail, and those after it. */
  cause?: (failing: number) => void
  reading?: (failing: number, how: How) => Partial<Reading>
  ends: { streaming: Ends; 'in one piece'?: Ends }
  /** Whether whoever asked is told. */
  told?: boolean
  /** Nobody tells the model that its reader has left: who holds it must. */
  forgotten?: boolean
}

/** The model misbehaves from the failing call on. */
const behaving =
  (model: Parameters<Gate['behave']>[0]) =>
  (failing: number): void =>
    gate.intercept((call) => {
      gate.behave(call >= failing ? model : {})
      return undefined
    })

/** The provider answers this from the failing call on; at once again when it may be asked again. */
const answering =
  (body: string, init: ResponseInit = {}) =>
  (failing: number): void =>
    gate.intercept((call) =>
      call >= failing
        ? new Response(body, {
            ...init,
            headers: { 'content-type': 'application/json', 'retry-after-ms': '1', ...init.headers },
          })
        : undefined,
    )

const errorBody = JSON.stringify({ error: { message: 'no', type: 'server_error' } })
const sse = { headers: { 'content-type': 'text/event-stream' } }

/** Aborts `which` when the failing call has arrived at the provider, which does not answer it. */
const unanswered = (which: 'signal' | 'stopped') => (failing: number) => {
  const abort = new AbortController()
  gate.intercept((call) => {
    if (call >= failing) {
      gate.shut()
      setImmediate(() => abort.abort(new DOMException('over', 'TimeoutError')))
    }
    return undefined
  })
  return { [which]: abort.signal }
}

/** Aborts `which` at the failing call's first word. */
const amidst = (which: 'signal' | 'stopped') => (failing: number) => {
  const abort = new AbortController()
  gate.intercept((call) => {
    if (call >= failing) gate.behave({ outputTokens: 1_000, msPerToken: 2 })
    return undefined
  })
  return { [which]: abort.signal, onWord: () => abort.abort() }
}

/** The failing call's words end in silence: given up when that has lasted, or, where no word is seen, when it has begun. */
const silent = (failing: number, how: How) => {
  const abort = new AbortController()
  gate.intercept((call) => {
    gate.behave(call >= failing ? { mode: 'stall', outputTokens: 200 } : {})
    if (call >= failing && how === 'in one piece') setImmediate(() => abort.abort())
    return undefined
  })
  return {
    signal: abort.signal,
    chunkMs: 1_000,
  }
}

const words = [
  { type: 'response.created', response: { id: 'resp_1', created_at: 1, model: 'gpt-5-mini' } },
  { type: 'response.output_item.added', output_index: 0, item: { type: 'message', id: 'msg_1' } },
  { type: 'response.output_text.delta', item_id: 'msg_1', delta: 'Four score and seven years' },
]
  .map((event) => `data: ${JSON.stringify(event)}\n\n`)
  .join('')

const failures: Failure[] = [
  {
    name: 'given up before a word',
    reading: unanswered('signal'),
    ends: { streaming: 'released', 'in one piece': 'released' },
  },
  {
    name: 'stopped by the user before a word',
    reading: unanswered('stopped'),
    ends: { streaming: 'estimated', 'in one piece': 'estimated' },
  },
  {
    name: 'given up amidst the words',
    reading: amidst('signal'),
    ends: { streaming: 'estimated' },
  },
  {
    name: 'stopped by the user amidst the words',
    reading: amidst('stopped'),
    ends: { streaming: 'estimated' },
  },
  {
    name: 'left by its reader, without a signal',
    cause: behaving({ outputTokens: 300, msPerToken: 1 }),
    reading: () => ({ onWord: () => 'leave' }),
    ends: { streaming: 'estimated' },
    forgotten: true,
  },
  {
    name: 'the provider fails before a word',
    cause: answering(errorBody, { status: 500 }),
    ends: { streaming: 'released twice', 'in one piece': 'released twice' },
    told: true,
  },
  {
    name: 'the provider has had enough (429)',
    cause: answering(errorBody, { status: 429 }),
    ends: { streaming: 'released twice', 'in one piece': 'released twice' },
    told: true,
  },
  {
    name: 'the provider refuses (400)',
    cause: answering(errorBody, { status: 400 }),
    ends: { streaming: 'released', 'in one piece': 'released' },
    told: true,
  },
  {
    name: 'the provider fails amidst the words',
    cause: behaving({ mode: 'fail_midway', outputTokens: 200 }),
    // In one piece nothing of it arrives.
    ends: { streaming: 'estimated', 'in one piece': 'released' },
    told: true,
  },
  {
    name: 'the connection breaks amidst the words',
    cause: behaving({ mode: 'hang_up', outputTokens: 200 }),
    // Asked again, it may answer; here it is not, since that waits two seconds.
    reading: () => ({ retries: 0 }),
    ends: { streaming: 'estimated', 'in one piece': 'released' },
    told: true,
  },
  {
    name: 'the provider falls silent amidst the words',
    reading: silent,
    ends: { streaming: 'estimated', 'in one piece': 'released' },
  },
  {
    name: 'the stream ends without its last word',
    cause: answering(words, sse),
    ends: { streaming: 'estimated', 'in one piece': 'released' },
  },
  {
    name: 'what comes is no JSON',
    cause: answering('data: {"type": "resp\n\n', sse),
    ends: { streaming: 'released', 'in one piece': 'released' },
    told: true,
  },
  {
    name: 'the answer is cut at its limit',
    cause: behaving({ outputTokens: 5_000 }),
    ends: { streaming: 'charged', 'in one piece': 'charged' },
  },
]

const kindsOf: Record<Ends, string[]> = {
  released: ['release'],
  'released twice': ['release', 'release'],
  charged: ['burn'],
  estimated: ['burn'],
}

const patient = (): Reading => ({
  signal: new AbortController().signal,
  stopped: new AbortController().signal,
  chunkMs: 10_000,
  retries: 1,
})

type Detail = Usage & { estimated?: boolean }

const rows = failures.flatMap(({ ends, ...failure }) =>
  hows.flatMap((how) => {
    const end = ends[how]
    if (!end) return []
    return Object.entries(turns).map(([steps, ask]) => ({ ...failure, how, steps, end, ...ask }))
  }),
)

test.each(rows)(
  '$name: $how, $steps',
  async ({ how, question, failing, cause, reading, end, told, forgotten }) => {
    const userId = await userWith(database.db, 100)
    const books = booksOf(database.db, userId)
    cause?.(failing)
    const changed = { ...patient(), ...reading?.(failing, how) }
    const { words, error, end: last } = await turn(how, { userId, question }, changed)
    gate.open()
    // Each call closes by itself, some of them just after their reader has left; the last word changes nothing.
    await expect.poll(books.holds).toHaveLength(forgotten ? 1 : 0)
    await last()

    await books.assertClean()
    const closed = await books.ends()
    const before = Array.from({ length: failing - 1 }, () => 'burn')
    expect(closed.map(({ kind }) => kind)).toEqual([...before, ...kindsOf[end]])
    const keys = closed.map(({ operationKey }) => operationKey.replace(/^.*?\//, ''))
    const tries = kindsOf[end].map((_kind, attempt) => `${failing - 1}/${attempt}`)
    expect(keys).toEqual([...before.map((_kind, step) => `${step}/0`), ...tries])
    expect(gate.calls).toHaveLength(closed.length)
    expect(told === true && error === undefined).toBe(false)

    // What was charged, to the micro-credit: the provider's own figures; of the failing call, what `end` says.
    const details = closed
      .filter(({ kind }) => kind === 'burn')
      .map(({ detail }) => detail as Detail)
    const exact = end === 'estimated' ? details.slice(0, -1) : details
    expect(exact).toMatchObject((await gate.reported()).slice(0, exact.length))
    expect(exact.every(({ estimated }) => estimated === undefined)).toBe(true)
    // What was read ahead for a reader who had left counts as well.
    const seen = Math.ceil(Buffer.byteLength(words) / 4)
    const outputTokens = forgotten ? details.at(-1)?.outputTokens : seen
    const guess = { estimated: true, outputTokens, inputTokens: expect.any(Number) }
    expect(details.slice(exact.length)).toMatchObject(end === 'estimated' ? [guess] : [])
    const price = await priceOf('chat', 'gpt-5-mini')
    const cost = details.reduce((sum, usage) => sum + costOf(price, usage), 0)
    expect(await books.balance()).toMatchObject({ available: 100 * MICRO - cost, debt: 0 })
  },
)

test.each(hows)('a later step without credits: %s, the one before is charged', async (how) => {
  const question = 'What is my balance?'
  const { id: poor } = await createUser(database.db)
  const refused = turn(how, { userId: poor, question }, patient())
  const { options } = (await refused.catch((error: unknown) => error)) as AppError
  const { id: userId } = await createUser(database.db)
  await grant(database.db, {
    userId,
    kind: 'topup',
    sourceKey: 'enough for one',
    amount: microCredits(Number(options.details?.['price'])),
    reason: 'Top-up',
  })
  const books = booksOf(database.db, userId)
  const { error } = await turn(how, { userId, question }, patient())
  expect(error).toMatchObject({ code: 'insufficient_credits' })
  expect(gate.calls).toHaveLength(1)
  await books.assertClean()
  const [first, ...others] = await books.ends()
  expect(others).toEqual([])
  const price = await priceOf('chat', 'gpt-5-mini')
  expect(Number(first?.delta)).toBe(-costOf(price, (await gate.reported())[0]!))
})
