import { describe, expect, test } from 'vitest'
import {
  bucketSegments,
  meterScale,
  meterSegments,
  meterText,
  meterTone,
  nextExpiry,
} from '@/components/credits/segments'
import type { DrawnBalance } from '@/lib/balance-view'
import { credits, microCredits } from '@/lib/credits/unit'

type Bucket = DrawnBalance['buckets'][number]

const bucket = (id: string, granted: number, remaining: number, expiresAt: string | null = null) =>
  ({
    id,
    kind: 'plan',
    granted: credits(granted),
    remaining: credits(remaining),
    expiresAt,
    reason: 'Pro plan',
    paidBy: null,
    createdAt: '2026-01-01T00:00:00.000Z',
  }) satisfies Bucket

const view = (change: Partial<DrawnBalance>): DrawnBalance => ({
  available: credits(0),
  held: credits(0),
  debt: credits(0),
  seq: 1,
  low: false,
  frozen: false,
  planCredits: credits(0),
  buckets: [],
  ...change,
})

describe('the scale of the meter', () => {
  test('is what the open buckets were granted', () => {
    const buckets = [bucket('a', 1_000, 400), bucket('b', 250, 250)]
    expect(meterScale(view({ available: credits(650), buckets }))).toBe(credits(1_250))
  })

  test('is never less than what is there, nor than the plan', () => {
    expect(meterScale(view({ available: credits(700), held: credits(50) }))).toBe(credits(750))
    expect(meterScale(view({ planCredits: credits(100) }))).toBe(credits(100))
  })
})

describe('the segments of the meter', () => {
  test('fill the bar exactly', () => {
    const balance = view({ available: credits(50), held: credits(10), planCredits: credits(100) })
    expect(meterSegments(balance, credits(5))).toEqual({
      available: 50,
      held: 10,
      spent: 5,
      empty: 35,
    })
  })

  test('what was just spent never pushes the rest out of the bar', () => {
    const balance = view({ available: credits(90), planCredits: credits(100) })
    expect(meterSegments(balance, credits(40))).toEqual({
      available: 90,
      held: 0,
      spent: 10,
      empty: 0,
    })
  })
})

describe('the tone of the meter', () => {
  const tone = (available: number, held: number, low: boolean) =>
    meterTone(view({ available: credits(available), held: credits(held), low }))

  test('is amber when the ledger says low, and empty only without anything held', () => {
    expect(tone(21, 0, false)).toBe('normal')
    expect(tone(20, 0, true)).toBe('low')
    expect(tone(0, 10, true)).toBe('low')
    expect(tone(0, 0, true)).toBe('empty')
    expect(tone(0, 0, false)).toBe('empty')
  })
})

describe('buckets on the bar', () => {
  test('holds are drawn in the buckets that will burn first', () => {
    const balance = view({
      available: credits(30),
      held: credits(70),
      buckets: [bucket('first', 50, 50), bucket('second', 50, 50)],
    })
    expect(bucketSegments(balance)).toEqual([
      { id: 'first', index: 0, held: 50, free: 0 },
      { id: 'second', index: 1, held: 20, free: 30 },
    ])
  })
})

describe('the next expiry', () => {
  test('adds up what runs out at the same instant and leaves out what does not', () => {
    const buckets = [
      bucket('late', 10, 10, '2026-03-01T00:00:00.000Z'),
      bucket('soon', 10, 4, '2026-02-01T00:00:00.000Z'),
      bucket('soon too', 10, 3, '2026-02-01T00:00:00.000Z'),
      bucket('never', 10, 10),
    ]
    expect(nextExpiry(view({ buckets }))).toEqual({
      at: '2026-01-31T00:00:00.000Z',
      amount: credits(7),
    })
  })

  test('of plan credits is the end of the period, without the day of grace; of others it is the day itself', () => {
    const promotion = {
      ...bucket('gift', 10, 10, '2026-02-01T00:00:00.000Z'),
      kind: 'promo' as const,
    }
    expect(nextExpiry(view({ buckets: [promotion] }))?.at).toBe('2026-02-01T00:00:00.000Z')
    const plan = bucket('plan', 10, 10, '2026-02-01T00:00:00.000Z')
    expect(nextExpiry(view({ buckets: [plan, promotion] }))?.at).toBe('2026-01-31T00:00:00.000Z')
  })

  test('is none where nothing runs out', () => {
    expect(nextExpiry(view({ buckets: [bucket('never', 10, 10)] }))).toBeNull()
  })
})

test('the bar in words names what is held', () => {
  const available = microCredits(1_284_500_000)
  expect(meterText(view({ available }))).toBe('1,284.5 credits available')
  expect(meterText(view({ available, held: credits(3) }))).toBe('1,284.5 credits available, 3 held')
})
