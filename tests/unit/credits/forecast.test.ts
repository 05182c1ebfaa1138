import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forecast, type ForecastInput } from '@/lib/credits/forecast'
import { credits, microCredits } from '@/lib/credits/unit'

const DAY = 24 * 60 * 60_000
const now = new Date('2026-11-01T12:00:00.000Z')
const inDays = (days: number) => new Date(now.getTime() + days * DAY)

const topUp = (amount: number) =>
  ({ kind: 'topup', remaining: credits(amount), expiresAt: null }) as const
const promo = (amount: number, days: number) =>
  ({ kind: 'promo', remaining: credits(amount), expiresAt: inDays(days).toISOString() }) as const

/** Ten credits a day. */
const tenADay = { spent: credits(140), overMs: 14 * DAY }

const ask = (change: Partial<ForecastInput>) =>
  forecast({ now, buckets: [], spending: tenADay, nextGrantAt: null, ...change })

describe('the day credits run out', () => {
  test('is as far off as they last at the speed of lately', () => {
    expect(ask({ buckets: [topUp(50)] })).toEqual({
      outcome: 'runs_out',
      at: inDays(5).toISOString(),
    })
  })

  test('does not count on what expires before it can be spent', () => {
    const buckets = [promo(100, 2), topUp(30)]
    expect(ask({ buckets })).toEqual({ outcome: 'runs_out', at: inDays(5).toISOString() })
  })

  test('loses a later bucket that expires while the first is spent', () => {
    const buckets = [topUp(50), promo(100, 4)]
    expect(ask({ buckets })).toEqual({ outcome: 'runs_out', at: inDays(5).toISOString() })
  })

  test('of plan credits is no later than their period’s end, whatever day of grace there is', () => {
    const plan = { kind: 'plan', remaining: credits(1_000), expiresAt: inDays(4).toISOString() }
    expect(ask({ buckets: [{ ...plan, kind: 'plan' }] })).toEqual({
      outcome: 'runs_out',
      at: inDays(3).toISOString(),
    })
  })

  test('is not told when the next monthly credits come before it', () => {
    const next = { buckets: [topUp(50)], nextGrantAt: inDays(5) }
    expect(ask(next)).toEqual({ outcome: 'lasts', until: inDays(5).toISOString() })
    expect(ask({ ...next, nextGrantAt: inDays(6) })).toMatchObject({ outcome: 'runs_out' })
  })

  test('is not told further than a year ahead', () => {
    expect(ask({ buckets: [topUp(100_000)] })).toEqual({
      outcome: 'lasts',
      until: inDays(365).toISOString(),
    })
  })

  test('is today when nothing is left', () => {
    expect(ask({})).toEqual({ outcome: 'runs_out', at: now.toISOString() })
  })

  test('is unknown without use, or with less than a day of it', () => {
    const buckets = [topUp(50)]
    for (const spending of [
      { spent: 0, overMs: 14 * DAY },
      { spent: credits(5), overMs: DAY - 1 },
    ])
      expect(ask({ buckets, spending })).toEqual({ outcome: 'unknown' })
  })
})

const bucket = fc.record({
  kind: fc.constantFrom('promo', 'plan', 'topup', 'manual'),
  remaining: fc.integer({ min: 1, max: 5_000_000_000 }).map(microCredits),
  expiresAt: fc.option(fc.integer({ min: -3, max: 500 }).map((days) => inDays(days).toISOString())),
})

const input = fc.record({
  now: fc.constant(now),
  buckets: fc.array(bucket, { maxLength: 6 }),
  spending: fc.record({
    spent: fc.integer({ min: 1, max: 10_000_000_000 }),
    overMs: fc.integer({ min: DAY, max: 14 * DAY }),
  }),
  nextGrantAt: fc.option(fc.integer({ min: 1, max: 400 }).map(inDays)),
})

const instant = (told: ReturnType<typeof forecast>) =>
  told.outcome === 'unknown' ? NaN : Date.parse(told.outcome === 'runs_out' ? told.at : told.until)

describe('for any account', () => {
  test('the day lies between now and the horizon, and never beyond what there is', () => {
    fc.assert(
      fc.property(input, (account) => {
        const at = instant(forecast(account))
        expect(at).toBeGreaterThanOrEqual(now.getTime())
        expect(at).toBeLessThanOrEqual(
          Math.min(account.nextGrantAt?.getTime() ?? Infinity, inDays(365).getTime()),
        )
        const all = account.buckets.reduce((sum, { remaining }) => sum + remaining, 0)
        const perMs = account.spending.spent / account.spending.overMs
        expect(at - now.getTime()).toBeLessThanOrEqual(all / perMs + 1)
      }),
    )
  })

  test('spending faster never makes credits last longer', () => {
    fc.assert(
      fc.property(input, fc.integer({ min: 1, max: 50 }), (account, factor) => {
        const { spent, overMs } = account.spending
        const faster = { ...account, spending: { spent: spent * factor, overMs } }
        expect(instant(forecast(faster))).toBeLessThanOrEqual(instant(forecast(account)))
      }),
    )
  })

  test('another top-up at the end never makes credits run out sooner', () => {
    fc.assert(
      fc.property(input, fc.integer({ min: 1, max: 5_000 }), (account, amount) => {
        const more = { ...account, buckets: [...account.buckets, topUp(amount)] }
        expect(instant(forecast(more))).toBeGreaterThanOrEqual(instant(forecast(account)))
      }),
    )
  })
})
