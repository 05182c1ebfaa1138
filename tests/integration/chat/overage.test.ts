import { afterAll, beforeAll, expect, test } from 'vitest'
import { audit } from '@/lib/credits'
import { answerOf, chatHarness, chunksOf, textOf, type ChatHarness } from '@/tests/support/chat'

let chat: ChatHarness
beforeAll(async () => {
  chat = await chatHarness()
  const { hookCredits } = await import('@/lib/credit-hooks')
  hookCredits()
})
afterAll(() => chat.close())

const day = 86_400_000

/** Nothing left, and an agreement to go on up to $25.00. */
async function onAccount() {
  const ada = await chat.person(0)
  const { db } = chat
  const now = Date.now()
  const id = `sub_${ada.id.replaceAll('-', '')}`
  await db.subscription.create({
    data: {
      id,
      userId: ada.id,
      status: 'active',
      planKey: 'pro',
      interval: 'month',
      priceId: 'price_pro',
      currentPeriodStart: new Date(now - day),
      currentPeriodEnd: new Date(now + 29 * day),
      createdAt: new Date(now - day),
      syncedAt: new Date(now - day),
    },
  })
  await db.overage.create({
    data: {
      userId: ada.id,
      enabled: true,
      capMinor: 25_00n,
      perThousandMinor: 25_00n,
      subscriptionId: id,
      itemId: 'si_overage',
      consentedAt: new Date(now),
      updatedAt: new Date(now),
    },
  })
  return ada
}

test('an answer is given on account, and nothing else of the books is out of step', async () => {
  const ada = await onAccount()
  const answer = await answerOf(await chunksOf(await chat.ask(ada, 'Hello there')))
  expect(textOf(answer)).not.toBe('')
  await chat.settled()
  const [bucket] = await chat.db.creditGrant.findMany({ where: { userId: ada.id } })
  expect(bucket).toMatchObject({ kind: 'overage', granted: 1_000_000_000n })
  const { readBalanceView } = await import('@/lib/balance-view')
  expect(await readBalanceView(ada.id)).toMatchObject({
    available: 0,
    held: 0,
    buckets: [],
    overage: { on: true, left: expect.any(Number) },
  })
  expect(await audit(chat.db, { userId: ada.id })).toEqual([])
})

test('two answers at once open one bucket', async () => {
  const ada = await onAccount()
  const answers = await Promise.all([chat.ask(ada, 'Hello there'), chat.ask(ada, 'Hello again')])
  for (const answer of answers) expect(textOf(await answerOf(await chunksOf(answer)))).not.toBe('')
  await chat.settled()
  expect(await chat.db.creditGrant.count({ where: { userId: ada.id } })).toBe(1)
})
