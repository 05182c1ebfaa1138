import { afterAll, beforeAll, expect, test } from 'vitest'
import { credits } from '@/lib/credits'
import { forgetPrices, metered, priceOf } from '@/lib/metering'
import { chatHarness, type ChatHarness } from '@/tests/support/chat'

// litellm 34732: a model without a known price was reserved for at zero, so the budget did not hold it back.
// LibreChat 2359 beside this file is the same with a price below zero.

let chat: ChatHarness
beforeAll(async () => {
  chat = await chatHarness()
})
afterAll(() => chat.close())

test('a model without a price is refused before any call', async () => {
  const ada = await chat.person(100_000_000)
  await chat.db.price.deleteMany({ where: { operation: 'chat', model: 'gpt-5-mini' } })
  forgetPrices()
  const response = await chat.ask(ada, 'Hello there')
  expect(response.status).toBe(422)
  expect(await response.json()).toMatchObject({ code: 'unpriced_model' })
  expect(chat.gate.calls).toHaveLength(0)
  expect([...(await ada.holds()), ...(await ada.ends())]).toEqual([])
})

const setRate = (model: string, outputPerMTok: bigint) =>
  chat.db.price.create({
    data: { operation: 'chat', model, outputPerMTok, validFrom: new Date(0) },
  })

test('a price of nothing is none', async () => {
  await setRate('free', 0n)
  await expect(priceOf('chat', 'free')).rejects.toMatchObject({ code: 'unpriced_model' })
})

test('a price below nothing is refused by the table', async () => {
  await expect(setRate('below', -1n)).rejects.toThrow(/Price_not_negative/)
  await expect(priceOf('chat', 'below')).rejects.toMatchObject({ code: 'unpriced_model' })
})

test('an operation nobody priced is refused before it runs', async () => {
  const ada = await chat.person(100_000_000)
  const worstCase = { amount: credits(1) }
  const job = { user: ada, operation: 'hologram', key: 'a', request: null, worstCase }
  const ran = metered(job, () => Promise.reject(new Error('must not run')))
  await expect(ran).rejects.toMatchObject({ code: 'unpriced_model', status: 422 })
  expect([...(await ada.holds()), ...(await ada.ends())]).toEqual([])
})
