// First: it puts an ambient request in the place of Next's.
import { aiWorld, type AiWorld } from '@/tests/support/ai-world'
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deleteReviewAction } from '@/lib/ai/actions'
import { listRuns, loadRun, requestRunStop } from '@/lib/ai/agent/runs'
import { before } from '@/lib/ai/agent/tools'
import { clock } from '@/lib/clock'
import { credits, statement } from '@/lib/credits'
import { costOf, priceOf, setPrice, forgetPrices } from '@/lib/metering'
import { answerOf, chunksOf } from '@/tests/support/chat'
import { signedInAs } from '@/tests/support/signed-in'

// FEATURES 3.14: an agent turn of several model calls with tools is paid for call by call and is one line that opens.

let world: AiWorld
let ada: Awaited<ReturnType<AiWorld['person']>>

beforeAll(async () => {
  world = await aiWorld()
})
afterAll(() => world.close())
beforeEach(async () => {
  world.gate.reset()
  ada = await world.person(credits(200))
})
afterEach(async () => {
  await world.settled()
  await ada.assertClean()
})

const today = () => clock.now().toISOString().slice(0, 10)
const reportIn = (parts: { type: string; text?: string }[]) =>
  parts.map((part) => (part.type === 'text' ? part.text : '')).join('')

test('3.14: a review takes several calls with tools, each held and settled by itself, and is one line that opens', async () => {
  await chunksOf(await world.ask(ada, 'Hello there'))
  await world.settled()
  const spent = Number((await ada.entries())[0]?.delta)
  const calls = world.gate.calls.length
  const id = randomUUID()
  const days = { from: today(), to: today() }
  const chunks = await chunksOf(await world.review(ada, { id, ...days }))
  await world.settled()

  expect(world.gate.calls.length - calls).toBe(4)
  const answer = await answerOf(chunks)
  expect(reportIn(answer.parts)).toContain('## Summary')
  // The report says what was really spent.
  const words = (-spent / 1_000_000).toLocaleString('en-US', { maximumFractionDigits: 3 })
  expect(reportIn(answer.parts)).toContain(words)

  const entries = (await ada.entries()).slice(1)
  const usages = (await world.gate.reported()).slice(1)
  const price = await priceOf('agent', 'gpt-5-mini')
  expect(entries.map(({ operationKey }) => operationKey)).toEqual(
    [0, 1, 2, 3].map((step) => `agent:${id}/${step}/0`),
  )
  entries.forEach((entry, step) => {
    expect(-Number(entry.delta)).toBe(costOf(price, usages[step]!))
    expect(entry.detail).toMatchObject({ operation: 'agent', requestId: id, step })
  })
  expect(answer.metadata).toMatchObject({ status: 'complete', calls: 4 })
  expect(answer.metadata?.steps?.map(({ step, cost }) => [step, cost])).toEqual(
    entries.map((entry, step) => [step, -Number(entry.delta)]),
  )

  const filter = { kind: 'all', request: id } as const
  const { lines } = await statement(world.db, ada.id, { limit: 5, filter })
  expect(lines).toHaveLength(1)
  expect(lines[0]?.calls).toHaveLength(4)
  expect(lines[0]?.delta).toBe(-(answer.metadata?.cost ?? 0))

  const kept = await loadRun(ada.id, id)
  expect(kept).toMatchObject({ ...days, metadata: { status: 'complete' } })
  expect(reportIn(kept!.parts)).toBe(reportIn(answer.parts))
  expect(await listRuns(ada.id)).toMatchObject([{ id, cost: answer.metadata?.cost }])

  // The same request again: the first report, for nothing.
  const again = await world.review(ada, { id, ...days })
  expect(again.headers.get('x-replayed')).toBe('true')
  expect(reportIn((await answerOf(await chunksOf(again))).parts)).toBe(reportIn(answer.parts))
  expect(await ada.entries()).toHaveLength(5)

  const eve = await world.person(0)
  expect(await loadRun(eve.id, id)).toBeNull()
  const deleted = (userId: string) => signedInAs(userId, async () => deleteReviewAction({ id }))
  expect(await deleted(eve.id)).toMatchObject({ status: 'error', code: 'not_found' })
  expect(await deleted(ada.id)).toMatchObject({ status: 'ok' })
  expect(await loadRun(ada.id, id)).toBeNull()
})

test('the days before a period are as many as it has', () => {
  expect(before({ from: '2026-11-01', to: '2026-11-30' })).toEqual({
    from: '2026-10-02',
    to: '2026-10-31',
  })
  expect(before({ from: '2026-03-01', to: '2026-03-01' })).toEqual({
    from: '2026-02-28',
    to: '2026-02-28',
  })
})

test('stopped midway: what was done is kept and paid for, nothing else is begun', async () => {
  const id = randomUUID()
  const client = new AbortController()
  world.gate.intercept((call) => {
    if (call === 2) world.gate.shut()
    return undefined
  })
  const response = await world.review(ada, { id, signal: client.signal })
  const reading = response.text().catch(() => '')
  await expect.poll(() => world.gate.calls.length).toBe(2)
  await requestRunStop(ada.id, id)
  client.abort()
  await world.settled()
  world.gate.open()
  await reading
  const kept = await loadRun(ada.id, id)
  expect(kept?.metadata).toMatchObject({ status: 'partial' })
  expect(kept?.metadata.error).toBeUndefined()
  const entries = await ada.entries()
  expect(entries).toHaveLength(2)
  // The second call was stopped before its first word: its input is paid for, by estimate.
  expect(entries[1]?.detail).toMatchObject({ estimated: true, outputTokens: 0 })
  expect(kept?.metadata.cost).toBe(-entries.reduce((sum, { delta }) => sum + Number(delta), 0))
  expect(world.gate.calls).toHaveLength(2)
})

test('out of credits midway: the steps so far are kept, and it says so', async () => {
  const { price } = (await (await world.review(await world.person(1))).json()) as { price: number }
  ada = await world.person(price)
  world.gate.reset()
  const id = randomUUID()
  const chunks = await chunksOf(await world.review(ada, { id }))
  await world.settled()
  const error = chunks.find((chunk) => chunk.type === 'error')
  expect(JSON.parse(error?.errorText ?? '{}')).toMatchObject({
    code: 'insufficient_credits',
    message: expect.stringContaining('Only the steps before were charged'),
  })
  const kept = await loadRun(ada.id, id)
  expect(kept?.metadata).toMatchObject({
    status: 'partial',
    calls: 1,
    error: { code: 'insufficient_credits' },
  })
  expect(kept?.parts.some(({ type }) => type === 'tool-get_spending')).toBe(true)
  expect(await ada.balance()).toBe(price - (kept?.metadata.cost ?? 0))
})

test.each([
  ['at the first call', 1],
  ['at the third call', 3],
])('a provider that fails %s: only what was done is charged', async (_when, failsAt) => {
  world.gate.intercept((call) =>
    call >= failsAt ? Response.json({ error: { message: 'no' } }, { status: 500 }) : undefined,
  )
  const id = randomUUID()
  await chunksOf(await world.review(ada, { id }))
  await world.settled()
  const kept = await loadRun(ada.id, id)
  const done = failsAt - 1
  expect(kept?.metadata).toMatchObject({
    status: done === 0 ? 'failed' : 'partial',
    calls: done,
    error: { code: 'provider_failed' },
  })
  expect(await ada.entries()).toHaveLength(done)
  if (done > 0) return
  // It cost nothing, so it may be sent again under its id.
  world.gate.reset()
  await chunksOf(await world.review(ada, { id }))
  await world.settled()
  expect((await loadRun(ada.id, id))?.metadata).toMatchObject({ status: 'complete', calls: 4 })
})

test('a price of its own: the same model may cost something else for an agent', async () => {
  await setPrice({ operation: 'agent', model: 'gpt-5-nano', input: 1, output: 1_000_000 })
  try {
    const answer = await answerOf(await chunksOf(await world.review(ada, { model: 'gpt-5-nano' })))
    await world.settled()
    const [first] = await ada.entries()
    expect(first?.detail).toMatchObject({ model: 'gpt-5-nano', price: { input: 1 } })
    expect(answer.metadata?.cost).toBeLessThan(10_000)
  } finally {
    await world.db.price.deleteMany({ where: { inputPerMTok: 1n } })
    forgetPrices()
  }
})

describe('a review is refused, and nothing is stored or held', () => {
  const refusal = async (response: Response) => {
    expect(world.gate.calls).toHaveLength(0)
    expect(await listRuns(ada.id)).toEqual([])
    expect([...(await ada.holds()), ...(await ada.ends())]).toEqual([])
    return { status: response.status, ...((await response.json()) as object) }
  }

  test('without the feature', async () => {
    ada = await world.person(credits(200), 'free')
    expect(await refusal(await world.review(ada))).toMatchObject({
      status: 403,
      feature: 'agents',
      upgradeUrl: '/pricing',
    })
  })

  test('without the credits for its first step', async () => {
    ada = await world.person(credits(1))
    expect(await refusal(await world.review(ada))).toMatchObject({
      status: 402,
      balance: credits(1),
    })
  })

  test.each([
    ['days that are none', { from: '2026-02-30' }],
    ['days the wrong way round', { from: '2020-12-31', to: '2020-01-01' }],
    ['more than a year', { from: '2018-01-01', to: '2020-01-01' }],
    ['a model there is not', { model: 'gpt-6' }],
    ['an id that is none', { id: 'x' }],
  ])('for %s', async (_what, asked) => {
    expect(await refusal(await world.review(ada, asked))).toMatchObject({ status: 400 })
  })

  test('to strangers', async () => {
    expect((await world.review({ cookie: '' })).status).toBe(401)
  })
})

test('the same id for other days is a conflict; at once, one of two is written', async () => {
  const id = randomUUID()
  world.gate.shut()
  const both = await Promise.all([world.review(ada, { id }), world.review(ada, { id })])
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409])
  world.gate.open()
  await Promise.all(both.map((response) => response.text()))
  await world.settled()
  expect((await world.review(ada, { id, to: '2020-06-30' })).status).toBe(409)
  expect(await ada.entries()).toHaveLength(4)
})
