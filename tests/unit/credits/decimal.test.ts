import { assert, integer, property } from 'fast-check'
import { expect, test } from 'vitest'
import { exactCredits, parseCredits } from '@/lib/credits/decimal'
import { microCredits } from '@/lib/credits/unit'

test.each([
  ['0', 0],
  ['50', 50_000_000],
  ['0.000001', 1],
  ['1.1', 1_100_000],
  ['4.35', 4_350_000], // 4.35 × 1,000,000 is 4349999.999… as a float
  ['9007199254.740991', Number.MAX_SAFE_INTEGER],
])('%s credits are %i micro-credits', (text, amount) => {
  expect(parseCredits(text)).toBe(amount)
})

test.each([
  '',
  ' ',
  '-1',
  '+1',
  '1,000',
  '1.',
  '.5',
  '1.0000001',
  '1e3',
  '0x10',
  'NaN',
  'Infinity',
  '1 000',
  '٣',
  '9007199254.740992',
  '99999999999',
])('%j is no amount', (text) => {
  expect(parseCredits(text)).toBeNull()
})

test('what is written exactly is read back exactly', () => {
  assert(
    property(integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (amount) => {
      expect(parseCredits(exactCredits(microCredits(amount)))).toBe(amount)
    }),
  )
})

test('a loss keeps its sign, and no decimals are invented', () => {
  expect(exactCredits(-1n)).toBe('-0.000001')
  expect(exactCredits(-2_500_000n)).toBe('-2.5')
  expect(exactCredits(0n)).toBe('0')
})
