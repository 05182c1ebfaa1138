import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { microCredits } from '@/lib/credits/unit'
import { affordableOutput, costOf, tokenBound, worstCase, type Price } from '@/lib/metering'

const price = (
  rates: Partial<Pick<Price, 'input' | 'cached' | 'output' | 'flat'>> = {},
): Price => ({
  operation: 'chat',
  model: 'm',
  input: microCredits(1_000_000_000),
  cached: microCredits(100_000_000),
  output: microCredits(4_000_000_000),
  flat: microCredits(0),
  cost: { input: 0, cached: 0, output: 0, flat: 0 },
  since: new Date(0),
  ...rates,
})

const tokens = fc.integer({ min: 0, max: 10_000_000 })
const rate = fc.integer({ min: 0, max: 100_000_000_000 }).map(microCredits)

describe('costOf', () => {
  test('charges cached input at its own price', () => {
    const usage = { inputTokens: 1_000, cachedTokens: 400, outputTokens: 100 }
    expect(costOf(price(), usage)).toBe(600_000 + 40_000 + 400_000)
  })

  test('rounds up, once per call', () => {
    const thin = price({ input: microCredits(1), output: microCredits(1) })
    expect(costOf(thin, { inputTokens: 1, cachedTokens: 0, outputTokens: 1 })).toBe(1)
    expect(costOf(thin, { inputTokens: 0, cachedTokens: 0, outputTokens: 0 })).toBe(0)
  })

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d tokens', (count) => {
    const usage = { inputTokens: count, cachedTokens: 0, outputTokens: 0 }
    expect(() => costOf(price(), usage)).toThrow(RangeError)
  })

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a price of %d', (value) => {
    const usage = { inputTokens: 1, cachedTokens: 0, outputTokens: 1 }
    const wrong = price({ output: value as Price['output'] })
    expect(() => costOf(wrong, usage)).toThrow(RangeError)
  })

  test('refuses a part that is more than its whole', () => {
    const usage = { inputTokens: 10, cachedTokens: 4, outputTokens: 10, reasoningTokens: 10 }
    expect(costOf(price(), usage)).toBe(costOf(price(), { ...usage, reasoningTokens: 0 }))
    for (const wrong of [{ cachedTokens: 11 }, { reasoningTokens: 11 }, { reasoningTokens: -1 }])
      expect(() => costOf(price(), { ...usage, ...wrong })).toThrow(RangeError)
  })

  test('never exceeds the worst case, whatever was cached', () => {
    fc.assert(
      fc.property(tokens, tokens, tokens, rate, rate, rate, (input, part, output, ...rates) => {
        const cached = Math.min(part, input)
        const [inputRate, cachedRate, outputRate] = rates
        const at = price({ input: inputRate, cached: cachedRate, output: outputRate })
        const cost = costOf(at, { inputTokens: input, cachedTokens: cached, outputTokens: output })
        expect(cost).toBeLessThanOrEqual(worstCase(at, input, output))
      }),
    )
  })
})

test('what an amount affords is covered by it, and one token more is not', () => {
  fc.assert(
    fc.property(tokens, fc.integer({ min: 0, max: 1e15 }), (input, value) => {
      const amount = microCredits(value)
      const output = affordableOutput(price(), input, amount)
      const covered = output < 0 ? 0 : worstCase(price(), input, output)
      expect(covered).toBeLessThanOrEqual(amount)
      expect(worstCase(price(), input, Math.max(output + 1, 0))).toBeGreaterThan(amount)
    }),
  )
})

test('the bound counts bytes, not characters', () => {
  expect(tokenBound('héllo', { a: '€' })).toBe(6 + Buffer.byteLength('{"a":"€"}'))
})
