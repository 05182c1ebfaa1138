import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { sharedReadings } from '@/lib/billing/sync/shared-reading'

/** What is read changes all the time; a reading ends when it is told to. */
function world() {
  const state = { present: 0, begun: 0 }
  const ends: ((error?: Error) => void)[] = []
  const read = sharedReadings(async (id: string) => {
    state.begun += 1
    const seen = `${id} at ${state.present}`
    await new Promise<void>((resolve, reject) =>
      ends.push((error) => (error ? reject(error) : resolve())),
    )
    return seen
  })
  const begun = async (count: number) => {
    while (state.begun < count) await sleep(1)
  }
  return { state, read, ends, begun }
}

test('all who ask in the same moment share one reading, which begins after the last of them asked', async () => {
  const { state, read, ends, begun } = world()
  const asked = [read('a'), read('a')]
  state.present = 1
  asked.push(read('a'))
  await begun(1)
  ends[0]?.()
  expect(await Promise.all(asked)).toEqual(['a at 1', 'a at 1', 'a at 1'])
  expect(state.begun).toBe(1)
})

test('who asks while one is under way gets another, and does not wait for that one', async () => {
  const { state, read, ends, begun } = world()
  const hanging = read('a')
  await begun(1)
  state.present = 1
  const later = read('a')
  await begun(2)
  ends[1]?.()
  expect(await later).toBe('a at 1')
  ends[0]?.()
  expect(await hanging).toBe('a at 0')
})

test('one that fails fails for those who share it and for nobody after', async () => {
  const { read, ends, begun } = world()
  const outcomes = Promise.allSettled([read('a'), read('a')])
  await begun(1)
  ends[0]?.(new Error('Stripe is away'))
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  const after = read('a')
  await begun(2)
  ends[1]?.()
  expect(await after).toBe('a at 0')
})

test('different objects are read side by side', async () => {
  const { state, read, ends, begun } = world()
  const both = Promise.all([read('a'), read('b')])
  await begun(2)
  for (const end of ends) end()
  expect(await both).toEqual(['a at 0', 'b at 0'])
  expect(state.begun).toBe(2)
})
