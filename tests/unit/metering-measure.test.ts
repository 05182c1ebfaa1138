import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { microCredits } from '@/lib/credits/unit'
import type { Price } from '@/lib/metering'
import { priceMeasure, worstOf } from '@/lib/metering/measure'
import { ledgerKey } from '@/lib/metering/request-key'

const price = (rates: Partial<Pick<Price, 'input' | 'cached' | 'output' | 'flat'>>): Price => ({
  operation: 'work',
  model: '',
  input: microCredits(0),
  cached: microCredits(0),
  output: microCredits(0),
  flat: microCredits(0),
  cost: { input: 0, cached: 0, output: 0, flat: 7 },
  since: new Date(0),
  ...rates,
})

const count = fc.integer({ min: 0, max: 1_000_000 })
const rate = fc.integer({ min: 0, max: 1_000_000_000 }).map(microCredits)

describe('a measure', () => {
  test('never costs more than its worst case, whatever was cached', () => {
    fc.assert(
      fc.property(rate, rate, rate, count, count, count, (input, cached, output, ...tokens) => {
        const [inputTokens, part, outputTokens] = tokens
        const cachedTokens = Math.min(part, inputTokens)
        const at = price({ input, cached, output })
        const measure = { inputTokens, cachedTokens, outputTokens }
        expect(priceMeasure(at, measure).amount).toBeLessThanOrEqual(worstOf(at, measure))
      }),
    )
  })

  test('in units costs exactly so many times the flat price', () => {
    fc.assert(
      fc.property(rate, count, (flat, units) => {
        fc.pre(flat > 0)
        const cost = priceMeasure(price({ flat }), { units })
        expect(cost).toMatchObject({ amount: flat * units, costMicroUsd: 7 * units })
      }),
    )
  })

  test('in units beyond what a double holds exactly is refused, not rounded', () => {
    const dear = price({ flat: microCredits(Number.MAX_SAFE_INTEGER) })
    expect(() => priceMeasure(dear, { units: 2 })).toThrow(RangeError)
  })

  test('named as an amount shows no price it was not charged at', () => {
    const cost = priceMeasure(price({ flat: microCredits(5) }), { amount: microCredits(3) })
    expect(cost).toEqual({ amount: 3 })
  })
})

describe('a request', () => {
  const name = (request: Parameters<typeof ledgerKey>[0]['request'], model?: string) =>
    ledgerKey({ user: { id: 'u' }, operation: 'work', model, key: 'k', request }).requestHash

  test('is the same whatever the order of its keys, at any depth', () => {
    expect(name({ a: 1, b: { c: [1, 2], d: null } })).toBe(
      name({ b: { d: null, c: [1, 2] }, a: 1 }),
    )
  })

  test.each([
    ['another value', { a: 2 }],
    ['another type', { a: '1' }],
    ['one more field', { a: 1, b: 1 }],
    ['a list', [{ a: 1 }]],
  ])('is another one with %s', (_what, other) => {
    expect(name(other)).not.toBe(name({ a: 1 }))
  })

  test('is another one of another model', () => {
    expect(name({ a: 1 }, 'x')).not.toBe(name({ a: 1 }))
  })

  test('keeps the order of a list', () => {
    expect(name([1, 2])).not.toBe(name([2, 1]))
  })
})
