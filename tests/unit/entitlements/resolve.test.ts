import { describe, expect, test } from 'vitest'
import { resolve, type Override } from '@/lib/entitlements/resolve'

const until = (iso: string) => new Date(iso)

const promotion = (key: string, value: number, end: Date | null = null): Override => ({
  kind: 'limit',
  key,
  value,
  source: 'promotion',
  reason: 'LAUNCH',
  until: end,
})
const byAdmin = (key: string, value: number, reason = 'beta'): Override => ({
  ...promotion(key, value),
  source: 'admin',
  reason,
})
const feature = (key: string, end: Date | null, source: Override['source'] = 'promotion') => ({
  ...promotion(key, 1, end),
  kind: 'feature' as const,
  source,
})

const requests = (overrides: Override[], plan: 'free' | 'pro' | 'enterprise' = 'free') =>
  resolve(plan, overrides).limits.requests_per_minute

describe('limits (FEATURES 4.3)', () => {
  test('are the plan’s while nothing else is in force', () => {
    expect(requests([])).toEqual({ value: 10, origin: { source: 'plan' } })
  })

  test('of several promotions the most generous holds, never less than the plan', () => {
    expect(
      requests([promotion('requests_per_minute', 20), promotion('requests_per_minute', 15)]),
    ).toMatchObject({
      value: 20,
      origin: { source: 'promotion' },
    })
    expect(requests([promotion('requests_per_minute', 5)]).value).toBe(10)
    expect(requests([promotion('requests_per_minute', 10)]).origin.source).toBe('plan')
  })

  test('-1 is more than any number, and stays with the plan that has it', () => {
    expect(
      requests([promotion('requests_per_minute', 999), promotion('requests_per_minute', -1)]).value,
    ).toBe(-1)
    expect(requests([promotion('requests_per_minute', 999)], 'enterprise')).toMatchObject({
      value: -1,
      origin: { source: 'plan' },
    })
  })

  test('of equals the one that lasts longest is named', () => {
    const short = promotion('requests_per_minute', 20, until('2027-01-01'))
    const long = promotion('requests_per_minute', 20, until('2027-02-01'))
    expect(requests([short, long]).origin).toMatchObject({ until: long.until })
    expect(requests([long, short]).origin).toMatchObject({ until: long.until })
  })

  test('an admin’s holds against all others, be it less; of several the newest', () => {
    const generous = promotion('requests_per_minute', -1)
    expect(requests([byAdmin('requests_per_minute', 1), generous], 'pro').value).toBe(1)
    expect(
      requests([byAdmin('requests_per_minute', 1), byAdmin('requests_per_minute', 3)]).value,
    ).toBe(3)
    expect(requests([byAdmin('requests_per_minute', 0)]).value).toBe(0)
  })
})

describe('features (FEATURES 4.1)', () => {
  test('add up, and the plan is named before a promotion', () => {
    const { features } = resolve('free', [feature('agents', until('2027-01-01'))])
    expect(features.assistant).toEqual({ source: 'plan' })
    expect(features.agents).toMatchObject({ source: 'promotion', reason: 'LAUNCH' })
    expect(features.api_access).toBeNull()
    expect(resolve('pro', [feature('agents', null)]).features.agents).toEqual({ source: 'plan' })
  })

  test('of several givers the one that lasts longest is named', () => {
    const { features } = resolve('free', [
      feature('agents', until('2027-01-01')),
      feature('agents', null, 'admin'),
      feature('agents', until('2028-01-01')),
    ])
    expect(features.agents).toMatchObject({ source: 'admin', until: null })
  })
})

test('a key the catalogue no longer knows, or of the other kind, gives nothing', () => {
  const { features, limits } = resolve('free', [
    feature('time_travel', null),
    feature('api_keys', null),
    promotion('agents', 5),
  ])
  expect(Object.values(features).filter(Boolean)).toHaveLength(1)
  expect(limits.api_keys.value).toBe(0)
})
