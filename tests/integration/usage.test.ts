import { expect, test } from 'vitest'
import { credits, grant, openAccount } from '@/lib/credits'
import { readUsage } from '@/lib/usage'
import { testDatabase } from '@/tests/support/database'
import { createUser } from '@/tests/support/users'

const { db } = await testDatabase()

async function buyer(paymentIntentId: string) {
  const user = await createUser(db)
  const now = new Date()
  await db.payment.create({
    data: {
      id: paymentIntentId,
      paymentIntentId,
      userId: user.id,
      kind: 'topup',
      itemKey: 'small',
      description: '250 credits',
      amountMinor: 600n,
      currency: 'usd',
      status: 'paid',
      receiptUrl: `https://receipts.example/${paymentIntentId}`,
      createdAt: now,
      syncedAt: now,
    },
  })
  await openAccount(db, {
    userId: user.id,
    allowance: { amount: credits(100), rolloverCap: credits(0) },
  })
  return user
}

const topUp = (userId: string, paidBy: string) =>
  grant(db, {
    userId,
    kind: 'topup',
    sourceKey: `payment_intent:${paidBy}`,
    amount: credits(250),
    reason: 'Top-up: 250 credits',
    paidBy,
  })

test('each credit names its payment, with its receipt', async () => {
  const user = await buyer('pi_own')
  await topUp(user.id, 'pi_own')
  const { balance, lines, receipts } = await readUsage(user.id, { limit: 10 })
  expect(balance).toMatchObject({ available: credits(350), planCredits: credits(100) })
  expect(lines.map(({ delta }) => delta)).toEqual([credits(250), credits(100)])
  expect(receipts).toEqual({
    pi_own: {
      paymentId: 'pi_own',
      description: '250 credits',
      amountMinor: 600,
      currency: 'usd',
      url: 'https://receipts.example/pi_own',
    },
  })
})

test("another user's receipt is never shown, even when a grant names that payment", async () => {
  await buyer('pi_theirs')
  const user = await buyer('pi_mine')
  await topUp(user.id, 'pi_theirs')
  expect((await readUsage(user.id, { limit: 10 })).receipts).toEqual({})
})
