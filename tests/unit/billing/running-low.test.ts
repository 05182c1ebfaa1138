import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { afterFailure, monthOf } from '@/lib/billing/auto-topup/policy'
import { costOf, creditsFor, milliCredits, unitAmountDecimal } from '@/lib/billing/overage/price'

const now = new Date('2027-02-01T12:00:00Z')
const hour = 3_600_000

describe('a failed automatic top-up', () => {
  const declined = { code: 'insufficient_funds', advice: 'try_again_later' }

  test.each([
    [0, 1],
    [1, 6],
    [2, 24],
  ])('after %i before it waits %i hours', (before, hours) => {
    expect(afterFailure(before, declined, now)).toEqual({
      failures: before + 1,
      nextTryAt: new Date(now.getTime() + hours * hour),
      pausedReason: null,
    })
  })

  test('pauses at the fourth in a row', () => {
    expect(afterFailure(3, declined, now)).toEqual({
      failures: 4,
      nextTryAt: null,
      pausedReason: 'too_many_failures',
    })
  })

  test.each([
    [{ code: 'authentication_required', advice: null }, 'authentication_required'],
    [{ code: 'lost_card', advice: 'do_not_try_again' }, 'card_refused'],
  ])('pauses at once where trying again cannot help: %o', (failure, pausedReason) => {
    expect(afterFailure(0, failure, now)).toMatchObject({ nextTryAt: null, pausedReason })
  })
})

test('the month of a cap is the calendar’s, in UTC', () => {
  expect(monthOf(new Date('2027-12-31T23:59:59.999Z'))).toEqual({
    start: new Date('2027-12-01T00:00:00Z'),
    end: new Date('2028-01-01T00:00:00Z'),
  })
})

describe('the price of overage', () => {
  test.each([
    [25_00, '0.0025'],
    [20_00, '0.002'],
    [1, '0.000001'],
    [1_000_000, '1'],
    [10_000_000, '10'],
    [12_345_678, '12.345678'],
  ])('%i a thousand credits is %s for a thousandth of one', (perThousand, decimal) => {
    expect(unitAmountDecimal(perThousand)).toBe(decimal)
  })

  test('what a cap buys never costs more than the cap, and at most one coin less', () => {
    const minor = fc.integer({ min: 1_00, max: 100_000_00 })
    const perThousand = fc.integer({ min: 1_00, max: 1_000_00 })
    fc.assert(
      fc.property(minor, perThousand, (cap, price) => {
        const cost = costOf(milliCredits(creditsFor(cap, price)), price)
        expect(cost).toBeLessThanOrEqual(cap)
        expect(cost).toBeGreaterThanOrEqual(cap - 1)
      }),
    )
  })
})
