import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { inTurn } from '@/lib/billing/sync/in-turn'

test('what is about the same thing runs one after the other; a failure stops nobody', async () => {
  const seen: string[] = []
  const step =
    (name: string, ms: number, fails = false) =>
    async () => {
      seen.push(`${name} begins`)
      await sleep(ms)
      seen.push(`${name} ends`)
      if (fails) throw new Error(name)
      return name
    }
  const first = inTurn('a', step('first', 20, true))
  const second = inTurn('a', step('second', 1))
  const other = inTurn('b', step('other', 1))
  await expect(first).rejects.toThrow('first')
  expect(await second).toBe('second')
  expect(await other).toBe('other')
  expect(await inTurn('a', step('third', 1))).toBe('third')
  const ofA = seen.filter((line) => !line.startsWith('other'))
  expect(ofA).toEqual([
    'first begins',
    'first ends',
    'second begins',
    'second ends',
    'third begins',
    'third ends',
  ])
  expect(seen.indexOf('other ends')).toBeLessThan(seen.indexOf('first ends'))
})
