import { afterEach, expect, test, vi } from 'vitest'
import { clock } from '@/lib/clock'

const hour = 3_600_000

afterEach(() => {
  clock.freeze(undefined)
  clock.move(0)
})

test('unmoved, there is one time, and the ledger is left to the database', () => {
  clock.freeze(new Date('2026-12-01T00:00:00Z'))
  expect(clock.now()).toEqual(clock.real())
  clock.freeze(undefined)
  expect(clock.moved()).toBeUndefined()
})

test('moved, business goes ahead and machinery stays', () => {
  clock.move(40 * 24 * hour)
  const ahead = clock.now().getTime() - clock.real().getTime()
  expect(Math.round(ahead / hour)).toBe(40 * 24)
  expect(clock.moved()!.getTime() - clock.now().getTime()).toBeLessThan(hour)
  clock.move(0)
  expect(clock.moved()).toBeUndefined()
})

test('frozen, both stand still, and nobody can turn the answer', () => {
  const at = new Date('2026-12-01T00:00:00Z')
  clock.freeze(at)
  clock.now().setFullYear(1999)
  expect([clock.now(), clock.real()]).toEqual([at, at])
})

test('another copy of the module, as another bundle has it, tells the same time', async () => {
  clock.move(hour)
  vi.resetModules()
  const other = await import('@/lib/clock')
  expect(other.clock).not.toBe(clock)
  expect(other.clock.moved()).toBeDefined()
})
