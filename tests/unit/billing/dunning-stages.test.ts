import { expect, test } from 'vitest'
import { accessPolicy } from '@/lib/billing/access'
import {
  stageOf,
  stages,
  stagesWithoutPlan,
  suspendAfterDays,
  type StageKey,
} from '@/lib/billing/dunning/stages'

const openedAt = new Date('2026-11-01T10:00:00Z')
const after = (days: number) => new Date(openedAt.getTime() + days * 86_400_000)
const at = (attempts: number, days: number, stopped = false) => ({
  attempts,
  openedAt,
  stopped,
  now: after(days),
})

test.each<[number, number, boolean, StageKey]>([
  [1, 0, false, 'first'],
  [2, 1, false, 'second'],
  [3, 3, false, 'free'],
  [8, 11, false, 'free'],
  // Stripe has stopped it after fewer tries than ours.
  [1, 3, true, 'free'],
  [2, 13.99, false, 'second'],
  [1, 14, false, 'suspended'],
  [9, 14, true, 'suspended'],
])('FEATURES 6.3: %i tries, %d days, stopped %s: %s', (attempts, days, stopped, stage) => {
  expect(stageOf(at(attempts, days, stopped))).toBe(stage)
})

test('a case never moves back', () => {
  expect(stageOf(at(1, 0), 'free')).toBe('free')
  expect(stageOf(at(9, 20), 'first')).toBe('suspended')
})

test('stages only take more away, and the last one agrees with the grace of access', () => {
  const rows = Object.values(stages)
  for (const [index, row] of rows.entries()) {
    const before = rows[index - 1]
    if (!before) continue
    expect(Number(row.keepsPlan)).toBeLessThanOrEqual(Number(before.keepsPlan))
    expect(Number(row.suspends)).toBeGreaterThanOrEqual(Number(before.suspends))
  }
  expect(stagesWithoutPlan).toEqual(['free', 'suspended'])
  expect(accessPolicy.past_due.access).toEqual({
    from: 'period_start',
    graceDays: suspendAfterDays,
  })
})
