import { expect, it } from 'vitest'
import { minorUnits } from '@/sandbox/panel/amount'

it.each([
  ['12.50', 'usd', 1250],
  ['12,5', 'usd', 1250],
  ['12', 'usd', 1200],
  ['0.07', 'usd', 7],
  ['1.15', 'usd', 115],
  ['500', 'jpy', 500],
])('reads %s in %s', (text, currency, amount) => {
  expect(minorUnits(text, currency)).toBe(amount)
})

it.each([
  ['12.505', 'usd'],
  ['5.5', 'jpy'],
  ['-1', 'usd'],
  ['1e3', 'usd'],
  ['', 'usd'],
  ['9999999999', 'usd'],
])('refuses %s in %s', (text, currency) => {
  expect(minorUnits(text, currency)).toBeUndefined()
})
