import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { outcomeOf, type Part } from '@/lib/billing/changes/arithmetic'
import { directionOf } from '@/lib/billing/changes/direction'
import { monthAt, monthsAfter } from '@/lib/billing/changes/months'
import { paidPlanKeys, plans, type Interval, type PaidPlanKey } from '@/lib/catalogue'
import { credits } from '@/lib/credits/unit'

const at = (iso: string) => Date.parse(iso) / 1_000
const part = (planKey: PaidPlanKey, interval: Interval = 'month', lineId = 'il_1'): Part => ({
  lineId,
  sold: { planKey, interval },
  quantity: 1,
})
const monthly = (plan: PaidPlanKey) => BigInt(credits(plans[plan].creditsPerMonth))

const month = { start: at('2027-03-01T00:00:00Z'), end: at('2027-04-01T00:00:00Z') }
const half = (month.start + month.end) / 2

describe('the credits of one change', () => {
  test('halfway the difference is halved', () => {
    const outcome = outcomeOf({
      span: { start: half, end: month.end },
      whole: month,
      credited: [part('pro')],
      charged: [part('business')],
    })
    expect(outcome).toEqual({
      now: BigInt(credits(2_000)),
      monthEnd: month.end,
      later: null,
      endsRight: false,
    })
  })

  test('a period that is ended loses the rest of its month', () => {
    const outcome = outcomeOf({
      span: { start: half, end: month.end },
      whole: month,
      credited: [part('pro')],
      charged: [],
    })
    expect(outcome).toMatchObject({ now: BigInt(credits(-500)), endsRight: true, later: null })
  })

  test('of a year, the later months bring the new plan, from the next month on', () => {
    const whole = { start: at('2027-01-31T00:00:00Z'), end: at('2028-01-31T00:00:00Z') }
    const outcome = outcomeOf({
      span: { start: at('2027-03-31T00:00:00Z'), end: whole.end },
      whole,
      credited: [part('pro', 'year')],
      charged: [part('business', 'year')],
    })
    expect(outcome).toMatchObject({
      now: BigInt(credits(4_000)),
      later: { span: { start: at('2027-04-30T00:00:00Z'), end: whole.end } },
      endsRight: true,
    })
  })
})

test('months are counted as the ledger counts them', () => {
  const period = { start: at('2027-01-31T00:00:00Z'), end: at('2028-01-31T00:00:00Z') }
  expect(monthAt(period, at('2027-02-27T23:59:59Z'))).toMatchObject({ index: 0, last: false })
  expect(monthAt(period, at('2027-02-28T00:00:00Z'))).toEqual({
    index: 1,
    start: at('2027-02-28T00:00:00Z'),
    end: at('2027-03-31T00:00:00Z'),
    last: false,
  })
  expect(monthAt(period, at('2028-01-30T00:00:00Z'))).toMatchObject({ index: 11, last: true })
  // A rest of three days is no month of its own.
  const rest = { start: at('2027-02-28T00:00:00Z'), end: at('2027-03-31T00:00:00Z') }
  expect(monthAt(rest, at('2027-03-30T00:00:00Z'))).toMatchObject({ index: 0, end: rest.end })
  expect(monthsAfter(at('2027-03-31T12:00:00Z'), -1)).toBe(at('2027-02-28T12:00:00Z'))
})

const steps = fc.array(
  fc.record({
    plan: fc.constantFrom<PaidPlanKey>(...paidPlanKeys),
    after: fc.integer({ min: 0, max: 10 * 86_400 }),
  }),
  { maxLength: 30 },
)

// Checklist 23, museum llmgateway 2479: whatever the loop, the credits are those of the time that each plan was paid for.
test('checklist 23: no loop of changes within a period gains a micro-credit', () => {
  fc.assert(
    fc.property(fc.constantFrom(...paidPlanKeys), steps, (first, loop) => {
      let plan: PaidPlanKey = first
      let time = month.start
      let given = monthly(first)
      // In micro-credits times seconds: exact.
      let paidFor = 0n
      let changes = 0n
      for (const { plan: next, after } of loop) {
        if (next === plan || time + after >= month.end) continue
        paidFor += monthly(plan) * BigInt(after)
        time += after
        const { now } = outcomeOf({
          span: { start: time, end: month.end },
          whole: month,
          credited: [part(plan)],
          charged: [part(next)],
        })
        given += now
        plan = next
        changes += 1n
      }
      const length = BigInt(month.end - month.start)
      paidFor += monthly(plan) * BigInt(month.end - time)
      expect(given * length <= paidFor).toBe(true)
      // Nor does anybody lose by it: less than a micro-credit a change.
      expect((given + changes) * length >= paidFor).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})

test('up is at once, down waits, and so does what is shorter', () => {
  const plan = (planKey: PaidPlanKey, interval: Interval) => ({ planKey, interval })
  expect(directionOf(plan('pro', 'month'), plan('pro', 'month'))).toBe('none')
  expect(directionOf(plan('pro', 'month'), plan('business', 'month'))).toBe('upgrade')
  expect(directionOf(plan('pro', 'month'), plan('pro', 'year'))).toBe('upgrade')
  expect(directionOf(plan('pro', 'month'), plan('business', 'year'))).toBe('upgrade')
  expect(directionOf(plan('business', 'month'), plan('pro', 'month'))).toBe('downgrade')
  expect(directionOf(plan('business', 'month'), plan('pro', 'year'))).toBe('downgrade')
  expect(directionOf(plan('pro', 'year'), plan('business', 'month'))).toBe('downgrade')
})
