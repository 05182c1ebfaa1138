import { expect, test } from 'vitest'
import { guarded } from '@/lib/ai/guarded-tools'
import { AppError } from '@/lib/errors'

type Execute = (input: object) => Promise<unknown>

const calling = (execute: Execute, most = 2): Execute => {
  const tools = { get_balance: { description: 'A tool', execute } }
  return guarded(tools, most).get_balance.execute
}

test('a tool answers as it did', async () => {
  expect(await calling(async (input) => ({ ...input, b: 2 }))({ a: 1 })).toEqual({ a: 1, b: 2 })
})

test('what a tool throws is not told, unless it is a sentence for the user', async () => {
  const cause = new Error('relation "Price" does not exist at postgres://u:p@db')
  await expect(calling(() => Promise.reject(cause))({})).rejects.toMatchObject({
    code: 'unavailable',
    message: 'That did not work just now. Nothing was changed.',
    cause,
  })
  const known = new AppError('conflict', 'It is off already.')
  await expect(calling(() => Promise.reject(known))({})).rejects.toBe(known)
})

test('so many calls run in all, also at once; the others are refused before they begin', async () => {
  let ran = 0
  const call = calling(async () => (ran += 1))
  const answers = await Promise.allSettled(Array.from({ length: 5 }, () => call({})))
  expect(answers.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    ...Array.from({ length: 3 }, () => 'rejected'),
  ])
  expect(ran).toBe(2)
})
