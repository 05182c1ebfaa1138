import { redirect } from 'next/navigation'
import { expect, test } from 'vitest'
import { reaching } from '@/components/ui/reaching'

test('an answer is passed on', async () => {
  expect(await reaching(async () => ({ status: 'ok', data: 1 }))).toEqual({ status: 'ok', data: 1 })
})

test('a server that cannot be reached is an answer too, so that the form stays', async () => {
  const answer = await reaching(() => Promise.reject(new TypeError('Failed to fetch')))
  expect(answer).toMatchObject({ status: 'error', code: 'unavailable' })
})

test('a redirect is no failure', async () => {
  await expect(reaching(async () => redirect('/sign-in'))).rejects.toThrow('NEXT_REDIRECT')
})
