import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { creditsInWords, creditsText, formatCredits, type Unit } from '@/lib/credits/format'
import { credits, microCredits } from '@/lib/credits/unit'

describe('microCredits', () => {
  test.each([0, 1, -1, Number.MAX_SAFE_INTEGER, 7n, -7n])('takes %s', (value) => {
    expect(microCredits(value)).toBe(Number(value))
  })
  test.each([0.5, Number.NaN, Infinity, -Infinity, 2 ** 53, 2n ** 53n, -(2n ** 63n)])(
    'refuses %s',
    (value) => {
      expect(() => microCredits(value)).toThrow(RangeError)
    },
  )
  test('a large bigint is not rounded into range', () => {
    expect(() => microCredits(2n ** 53n + 1n)).toThrow(RangeError)
  })
  test('knows no negative zero', () => {
    expect(Object.is(microCredits(-0), 0)).toBe(true)
  })
})

describe('credits', () => {
  test('are a million micro-credits', () => {
    expect(credits(100)).toBe(100_000_000)
  })
  test.each([0.1, Number.NaN, Number.MAX_SAFE_INTEGER])('refuses %s', (value) => {
    expect(() => credits(value)).toThrow(RangeError)
  })
})

describe('formatCredits', () => {
  const cases: [number, string][] = [
    [0, '0'],
    [1_000_000, '1'],
    [1_284_307_000, '1,284.307'],
    [1_284_307_999, '1,284.307'],
    [1_500_000, '1.5'],
    [1_050_000, '1.05'],
    [1_000, '0.001'],
    [999, '0.000999'],
    [1, '0.000001'],
    [-1, '−0.000001'],
    [-2_500_000, '−2.5'],
    [9_007_199_254_740_991, '9,007,199,254.74'],
  ]
  test.each(cases)('%d is %s', (amount, text) => {
    expect(formatCredits(microCredits(amount))).toBe(text)
  })
  test('shows the sign on request, and none on nothing', () => {
    expect(formatCredits(microCredits(1_000_000), { signed: true })).toBe('+1')
    expect(formatCredits(microCredits(-1_000_000), { signed: true })).toBe('−1')
    expect(formatCredits(microCredits(0), { signed: true })).toBe('0')
  })
  test('fewer decimals on request', () => {
    expect(formatCredits(microCredits(1_999_999), { decimals: 0 })).toBe('1')
    expect(formatCredits(microCredits(12_345_678), { decimals: 1 })).toBe('12.3')
  })
  test('never shows more than there is, never zero for something', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (amount) => {
        const shown = formatCredits(microCredits(amount)).replaceAll(',', '')
        const [whole = '0', fraction = ''] = shown.split('.')
        const back = BigInt(whole) * 1_000_000n + BigInt(fraction.padEnd(6, '0'))
        expect(back).toBeGreaterThan(0n)
        expect(back).toBeLessThanOrEqual(BigInt(amount))
        expect(BigInt(amount) - back).toBeLessThan(1_000n)
      }),
    )
  })
})

describe('amounts in tokens', () => {
  const tokens: Unit = { short: 'tokens', word: 'tokens', perCredit: 10_000, decimals: 0 }

  test('are a budget of a million where there are 100 credits', () => {
    expect(creditsInWords(microCredits(100_000_000), { in: tokens })).toBe('1,000,000 tokens')
    const spent = microCredits(-1_284_307)
    expect(creditsText(spent, { in: tokens, signed: true })).toBe('−12,843 tokens')
    expect(creditsText(spent, { in: tokens, decimals: 2 })).toBe('−12,843.07 tokens')
    expect(formatCredits(microCredits(1), { in: tokens })).toBe('0.01')
  })

  test('are exact also where a double would not be', () => {
    const most = microCredits(Number.MAX_SAFE_INTEGER)
    expect(formatCredits(most, { in: tokens, decimals: 2 })).toBe('90,071,992,547,409.91')
  })
})
