import { expect, test } from 'vitest'
import { accessPolicy, accessStatuses, accessUntil, policyOf } from '@/lib/billing/access'

const currentPeriodStart = new Date('2026-03-01T00:00:00Z')
const currentPeriodEnd = new Date('2026-04-01T00:00:00Z')
const until = (status: string) =>
  accessUntil({ status, currentPeriodStart, currentPeriodEnd })?.toISOString() ?? null

test.each([
  ['trialing', '2026-04-04T00:00:00.000Z'],
  ['active', '2026-04-04T00:00:00.000Z'],
  ['past_due', '2026-03-15T00:00:00.000Z'],
  ['incomplete', null],
  ['incomplete_expired', null],
  ['unpaid', null],
  ['paused', null],
  ['canceled', null],
])('checklist 28: %s gives access until %s', (status, expected) => {
  expect(until(status)).toBe(expected)
})

test('checklist 28; FEATURES 2.10: the table above names every status of the policy', () => {
  expect(Object.keys(accessPolicy)).toHaveLength(8)
  expect(accessStatuses).toEqual(['trialing', 'active', 'past_due'])
})

test('checklist 28: a status Stripe invents later gives no access, and no second subscription', () => {
  expect(until('hibernating')).toBeNull()
  expect(policyOf('hibernating').alive).toBe(true)
  // A name that every object has must not be taken for a row of the table.
  expect(until('constructor')).toBeNull()
})
