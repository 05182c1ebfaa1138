import * as fc from 'fast-check'
import type { FreezeCause, GrantKind } from '@/lib/credits'

/** What can be asked of the ledger, for the property tests. Amounts in micro-credits, small so that limits are met often. */
export type Command =
  | { do: 'grant'; key: string; kind: GrantKind; amount: number; hours: number | null }
  | { do: 'allow'; key: string; amount: number; cap: number; ago: number; months: number }
  | { do: 'pause'; key: string; paused: boolean }
  | { do: 'reserve'; key: string; hash: string; amount: number; hours: number }
  | { do: 'charge'; key: string; hash: string; amount: number }
  | { do: 'renew'; key: string; hours: number }
  | { do: 'settle'; key: string; actual: number }
  | { do: 'release'; key: string }
  | { do: 'reverse'; key: string; target: number }
  | { do: 'roll' }
  | { do: 'sweep' }
  | { do: 'notify' }
  | { do: 'freeze'; cause: FreezeCause; frozen: boolean }
  | { do: 'wait'; hours: number }

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')
const kind = fc.constantFrom<GrantKind>('promo', 'plan', 'topup', 'manual')
const cause = fc.constantFrom<FreezeCause>('manual', 'dispute:a')
const hash = fc.constantFrom('x', 'x', 'x', 'y')
const amount = fc.integer({ min: 1, max: 80 })
const hours = fc.integer({ min: 1, max: 100 })

const one = <Do extends Command['do']>(name: Do) => fc.constant(name)

/** Everything but the clock: what may also be asked by many at once. */
const movements: fc.WeightedArbitrary<Command>[] = [
  {
    weight: 2,
    arbitrary: fc.record({
      do: one('grant'),
      key,
      kind,
      amount: fc.integer({ min: 1, max: 60 }),
      hours: fc.option(fc.integer({ min: 0, max: 72 }), { nil: null }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: one('allow'),
      key: fc.constantFrom('free', 'il_1', 'il_2', 'il_3'),
      amount: fc.integer({ min: 1, max: 100 }),
      cap: fc.constantFrom(0, 0, 5, 50, 500),
      ago: fc.integer({ min: 0, max: 40 * 24 }),
      months: fc.constantFrom(1, 1, 2, 12),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: one('pause'),
      key: fc.constantFrom('free', 'il_1'),
      paused: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: one('reserve'), key, hash, amount, hours }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: one('charge'),
      key: key.map((name) => `charge:${name}`),
      hash,
      amount,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: one('renew'), key, hours }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: one('settle'), key, actual: fc.integer({ min: 0, max: 100 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: one('release'), key }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: one('reverse'),
      key,
      target: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: one('roll') }) },
  { weight: 1, arbitrary: fc.record({ do: one('sweep') }) },
  { weight: 1, arbitrary: fc.record({ do: one('notify') }) },
  { weight: 1, arbitrary: fc.record({ do: one('freeze'), cause, frozen: fc.boolean() }) },
]

export const wait: fc.Arbitrary<Command> = fc.record({
  do: one('wait'),
  hours: fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 30 }) },
    { weight: 1, arbitrary: fc.integer({ min: 24 * 20, max: 24 * 80 }) },
  ),
})

export const movement: fc.Arbitrary<Command> = fc.oneof(...movements)

export const histories: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof({ weight: 5, arbitrary: movement }, { weight: 1, arbitrary: wait }),
  { minLength: 5, maxLength: 50, size: 'max' },
)

const hour = 3_600_000

/** n calendar months after an instant, in UTC, wherever the test runs; clamped to the last day of a shorter month. */
function monthsAfter(anchor: number, n: number): number {
  const date = new Date(anchor)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + n]
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  const timeOfDay = anchor % (24 * hour)
  return Date.UTC(year, month, Math.min(date.getUTCDate(), lastDay)) + timeOfDay
}

/** The months an allowance covers; without a number of them, more than any test waits. */
export function periods(anchor: number, months: number | null): { starts: number[]; end: number } {
  const starts = Array.from({ length: months ?? 240 }, (_, n) => monthsAfter(anchor, n))
  return { starts, end: monthsAfter(anchor, months ?? 240) }
}
