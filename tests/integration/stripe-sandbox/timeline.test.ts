import { Pool } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { createTransact, type Transact } from '@/sandbox/stripe/context'
import type { DueSource } from '@/sandbox/stripe/engine/timeline'
import { prepareSchema } from '@/sandbox/stripe/schema'
import { Timeline } from '@/sandbox/stripe/timeline'
import { emptyDatabase } from '@/tests/support/database'

const day = 86_400

let transact: Transact
let close: () => Promise<void>

beforeAll(async () => {
  const database = await emptyDatabase()
  const pool = new Pool({ connectionString: database.url, max: 2 })
  pool.on('error', () => undefined)
  await prepareSchema(pool)
  transact = createTransact(
    pool,
    { now: () => 0 },
    () => '',
    () => undefined,
  )
  close = async () => {
    await pool.end()
    await database.drop()
  }
})
afterAll(() => close())

type Thing = { at: number; id: string; brings?: () => void }

/** What happened, in order, with the time that the work was told. */
let log: string[]
beforeEach(() => {
  log = []
  vi.spyOn(console, 'error').mockReturnValue()
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** The same, one text for each moment. */
const moments = () =>
  log
    .join(', ')
    .split(', settled')
    .map((text) => text.replace(/^, /, ''))
    .filter(Boolean)

/** Things that happen once each. */
const sourceOf =
  (things: Thing[]): DueSource =>
  async (_context, until) =>
    things
      .filter(({ at }) => at <= until)
      .map((thing) => ({
        at: thing.at,
        id: thing.id,
        async run({ now }) {
          log.push(`${thing.id} at ${now}`)
          thing.brings?.()
          things.splice(things.indexOf(thing), 1)
        },
      }))

function travel(sources: DueSource[], to: number, daily = false) {
  return new Timeline(transact, sources).travel({
    from: 0,
    to,
    daily,
    arrive: async (at) => void log.push(`— ${at}`),
    settle: async () => void log.push('settled'),
  })
}

it('does everything in the order of time, each at its own moment, then stands at the target', async () => {
  const first = sourceOf([
    { at: 5_000, id: 'c' },
    { at: 1_000, id: 'a' },
  ])
  const second = sourceOf([
    { at: 3_000, id: 'b' },
    { at: 9_001, id: 'not yet' },
  ])
  expect(await travel([first, second], 9_000)).toEqual([])
  expect(moments()).toEqual([
    '— 1000, a at 1000',
    '— 3000, b at 3000',
    '— 5000, c at 5000',
    '— 9000',
  ])
})

it('does things of one second in the order of their sources, then of their ids', async () => {
  const early = sourceOf([{ at: 1_000, id: 'z' }])
  const late = sourceOf([
    { at: 1_000, id: 'b' },
    { at: 1_000, id: 'a' },
  ])
  await travel([early, late], 1_000)
  expect(log.filter((line) => line.includes(' at '))).toEqual([
    'z at 1000',
    'a at 1000',
    'b at 1000',
  ])
})

it('does what becomes due on the way, and not what became void', async () => {
  const things: Thing[] = [{ at: 4_000, id: 'void' }]
  things.push({
    at: 1_000,
    id: 'a',
    brings() {
      things.splice(0, 1)
      things.push({ at: 2_000, id: 'brought' })
    },
  })
  await travel([sourceOf(things)], 9_000)
  expect(log.filter((line) => line.includes(' at '))).toEqual(['a at 1000', 'brought at 2000'])
})

it('takes one minute for one moment: it waits once for all of it', async () => {
  const things = [
    { at: 1_000, id: 'a' },
    { at: 1_059, id: 'b' },
    { at: 1_060, id: 'c' },
  ]
  await travel([sourceOf(things)], 1_060)
  expect(moments()).toEqual(['— 1059, a at 1000, b at 1059', '— 1060, c at 1060', '— 1060'])
})

it('stops once a day on a long way when asked', async () => {
  await travel([sourceOf([{ at: 2.5 * day, id: 'a' }])], 4 * day, true)
  expect(log.filter((line) => line.startsWith('—'))).toEqual(
    [day, 2 * day, 2.5 * day, 3.5 * day, 4 * day].map((at) => `— ${at}`),
  )
})

it('goes on without what fails, says what it was, and rolls back what it did', async () => {
  const broken: DueSource = async () => [
    {
      at: 1_000,
      id: 'broken',
      async run({ store, now }) {
        await store.count(`tried at ${now}`)
        throw new Error('no such card')
      },
    },
  ]
  const failures = await travel([broken, sourceOf([{ at: 2_000, id: 'fine' }])], 3_000)
  expect(failures).toEqual([{ id: 'broken', at: 1_000, message: 'no such card' }])
  expect(log).toContain('fine at 2000')
  expect(await transact(({ store }) => store.count('tried at 1000'))).toBe(1)
})

it('does not run for ever after something that stays due', async () => {
  let runs = 0
  const stubborn: DueSource = async () => [
    { at: 1_000, id: 'stubborn', run: async () => void (runs += 1) },
  ]
  const failures = await travel([stubborn], 3_000)
  expect(failures).toEqual([
    { id: 'stubborn', at: 1_000, message: 'It is still due after it was done.' },
  ])
  expect(runs).toBe(1)
})
