import { expect, test } from 'vitest'
import { failureOf } from '@/lib/billing/declines'

test('the decline code says more than the code', () => {
  const failure = failureOf({ code: 'card_declined', decline_code: 'insufficient_funds' })
  expect(failure?.code).toBe('insufficient_funds')
  expect(failure?.message).toContain('insufficient funds')
})

test('a code without decline code has its own sentence', () => {
  expect(failureOf({ code: 'expired_card' })?.message).toContain('expired')
  expect(failureOf({ code: 'authentication_required' })?.message).toContain('bank')
})

test('an unknown decline code falls back to the code, then to a plain sentence', () => {
  expect(failureOf({ code: 'expired_card', decline_code: 'brand_new' })?.message).toContain(
    'expired',
  )
  expect(failureOf({ decline_code: 'brand_new' })).toEqual({
    code: 'brand_new',
    message: 'The payment did not go through. Please use another card, or try again later.',
  })
})

test('no error, no failure', () => {
  expect(failureOf(null)).toBeNull()
})
