import { testEnvironment } from '@/tests/support/environment'
import { call, cookieOf } from '@/tests/support/signed-in'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { BalanceView } from '@/lib/balance-view'
import { charge, credits, grant, lowSince, openAccount, takeLowNotices } from '@/lib/credits'
import { flushOutbox } from '@/lib/email/outbox'
import { noticeLowBalances } from '@/lib/low-balance'
import type { User } from '@/prisma/generated/client'
import { testDatabase, type TestDatabase } from '@/tests/support/database'
import { testInbox, type Inbox } from '@/tests/support/inbox'
import { createUser } from '@/tests/support/users'

let database: TestDatabase
let inbox: Inbox

beforeAll(async () => {
  inbox = await testInbox()
  database = await testDatabase()
})
beforeEach(async () => {
  await noticeLowBalances()
  await database.db.outboxMail.deleteMany()
  inbox.mails.length = 0
})

/** Somebody with the Free plan's hundred credits, so that twenty is the mark. */
async function person(at?: Date): Promise<User> {
  const user = await createUser(database.db)
  await openAccount(database.db, {
    userId: user.id,
    allowance: { amount: credits(100), rolloverCap: credits(0) },
    at,
  })
  return user
}

let keys = 0
const spend = async ({ id: userId }: User, amount: number, at?: Date) => {
  const operationKey = `spent/${(keys += 1)}`
  const { outcome } = await charge(database.db, {
    userId,
    operationKey,
    requestHash: operationKey,
    amount: credits(amount),
    at,
  })
  expect(outcome).toBe('charged')
}
const topUp = ({ id: userId }: User, amount: number) =>
  grant(database.db, {
    userId,
    kind: 'topup',
    sourceKey: `payment_intent:${(keys += 1)}`,
    amount: credits(amount),
    reason: 'Top-up',
  })

/** As the scheduler does it: the notices, then the mail. Answers what this user has got in all. */
async function mailsAfterJobs(user: User) {
  await noticeLowBalances()
  await flushOutbox({ limit: 1_000 })
  return inbox.to(user.email)
}

describe('the mail about running low', () => {
  test('comes at the mark, not before, and says what is left and what to do', async () => {
    const ada = await person()
    await spend(ada, 79)
    expect(await mailsAfterJobs(ada)).toEqual([])
    await spend(ada, 1)
    const mails = await mailsAfterJobs(ada)
    expect(mails.map(({ subject }) => subject)).toEqual([
      'Your credits are running low: 20 cr left',
    ])
    expect(mails[0]?.text).toContain('/billing#buy')
    expect(mails[0]?.text).toContain('/usage')
    expect(mails[0]?.text).toContain('A fifth of a month’s credits: 20 cr')
  })

  test('comes once per crossing, however often it is looked and whatever is spent after', async () => {
    const ada = await person()
    await spend(ada, 85)
    expect(await mailsAfterJobs(ada)).toHaveLength(1)
    await spend(ada, 5)
    expect(await mailsAfterJobs(ada)).toHaveLength(1)
    expect(await mailsAfterJobs(ada)).toHaveLength(1)

    await topUp(ada, 250)
    expect(await mailsAfterJobs(ada)).toHaveLength(1)
    await spend(ada, 245)
    expect((await mailsAfterJobs(ada)).map(({ subject }) => subject)).toEqual([
      'Your credits are running low: 15 cr left',
      'Your credits are running low: 15 cr left',
    ])
  })

  test('says so when nothing is left at all', async () => {
    const ada = await person()
    await spend(ada, 100)
    expect((await mailsAfterJobs(ada)).map(({ subject }) => subject)).toEqual([
      'Your credits have run out',
    ])
  })

  test('names the day that the forecast names', async () => {
    const begun = Date.now() - 10 * 24 * 60 * 60_000
    const ada = await person(new Date(begun))
    await spend(ada, 80, new Date(begun))
    // Eighty in ten days: the twenty that are left last a quarter of that.
    const dayAsOf = (now: number) =>
      new Date(now + (now - begun) / 4).toLocaleDateString('en-GB', {
        dateStyle: 'long',
        timeZone: 'UTC',
      })
    const before = dayAsOf(Date.now())
    const text = (await mailsAfterJobs(ada))[0]?.text ?? ''
    // Two of them only when this ran around midnight there.
    const days = [before, dayAsOf(Date.now())]
    expect(days).toContain(/Run out around: (.+)/.exec(text)?.[1])
  })

  test('does not come when a month’s credits were due and come first', async () => {
    const begun = new Date(Date.now() - 40 * 24 * 60 * 60_000)
    const ada = await person(begun)
    await spend(ada, 90, begun)
    expect(await mailsAfterJobs(ada)).toEqual([])
    await spend(ada, 85)
    expect(await mailsAfterJobs(ada)).toHaveLength(1)
  })

  test('does not come for a fall that a top-up has undone by then', async () => {
    const ada = await person()
    await spend(ada, 90)
    await topUp(ada, 250)
    expect(await mailsAfterJobs(ada)).toEqual([])
  })

  test('is not lost when deciding on it breaks off', async () => {
    const ada = await person()
    await spend(ada, 90)
    const broken = database.db.$transaction(async (tx) => {
      expect(await takeLowNotices(tx, { limit: 10 })).toMatchObject([{ userId: ada.id }])
      throw new Error('the process died')
    })
    await expect(broken).rejects.toThrow('the process died')
    expect(await mailsAfterJobs(ada)).toHaveLength(1)
  })

  test('several processes at once: one mail for each crossing', async () => {
    const people: User[] = []
    for (let index = 0; index < 60; index += 1) {
      const somebody = await person()
      await spend(somebody, 85)
      people.push(somebody)
    }
    const counts = await Promise.all(Array.from({ length: 4 }, () => noticeLowBalances()))
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(60)
    const mails = await database.db.outboxMail.findMany({ where: { template: 'low_balance' } })
    expect(mails.map(({ to }) => to).toSorted()).toEqual(
      people.map(({ email }) => email).toSorted(),
    )
  })
})

test('a crossing has one number for as long as it lasts, and the next has another', async () => {
  const { db } = database
  const ada = await person()
  expect(await lowSince(db, ada.id)).toBeNull()
  await spend(ada, 50)
  expect(await lowSince(db, ada.id)).toBeNull()
  await spend(ada, 35)
  const first = await lowSince(db, ada.id)
  expect(first).toBe(3) // the grant, then two charges
  await spend(ada, 5)
  await noticeLowBalances()
  expect(await lowSince(db, ada.id)).toBe(first)
  await topUp(ada, 5)
  expect(await lowSince(db, ada.id)).toBe(first)
  await topUp(ada, 50)
  expect(await lowSince(db, ada.id)).toBeNull()
  await spend(ada, 50)
  expect(await lowSince(db, ada.id)).toBe(7)
})

describe('GET /api/balance', () => {
  const get = async (user: User | null): Promise<Response> => {
    const { GET } = await import('@/app/api/balance/route')
    const headers: Record<string, string> = user ? { cookie: await cookieOf(user.id) } : {}
    return call(GET, new Request(`${testEnvironment.APP_URL}/api/balance`, { headers }), {})
  }
  const view = async (user: User) => (await (await get(user)).json()) as BalanceView

  test('is for those who are signed in', async () => {
    const answer = await get(null)
    expect(answer.status).toBe(401)
    expect(Object.keys((await answer.json()) as object)).not.toContain('available')
  })

  test('says whose balance it is, which one, and whether it is low', async () => {
    const ada = await person()
    expect(await view(ada)).toMatchObject({ userId: ada.id, seq: 1, low: false, lowSince: null })
    await spend(ada, 85)
    expect(await view(ada)).toMatchObject({
      userId: ada.id,
      seq: 2,
      low: true,
      lowSince: 2,
      available: 15_000_000,
      awaitingPayment: false,
    })
  })

  test('is never kept by a cache', async () => {
    expect((await get(await person())).headers.get('cache-control')).toBe('no-store')
  })

  test.each([
    ['open', 60_000, 'cs_open', true],
    ['pending', 60_000, 'cs_pending', true],
    ['paid', 60_000, 'cs_paid', false],
    ['failed', 60_000, 'cs_failed', false],
    ['expired', 60_000, 'cs_expired', false],
    ['open', -1, 'cs_outlived', false],
    ['open', 60_000, null, false],
  ])(
    'a checkout that is %s, ends in %i ms and has the session %s: a payment is awaited: %s',
    async (status, endsIn, stripeSessionId, awaitingPayment) => {
      const [ada, bob] = [await person(), await person()]
      await database.db.checkoutAttempt.create({
        data: {
          userId: ada.id,
          kind: 'topup',
          itemKey: 'small',
          status,
          stripeSessionId,
          expiresAt: new Date(Date.now() + endsIn),
        },
      })
      expect((await view(ada)).awaitingPayment).toBe(awaitingPayment)
      expect((await view(bob)).awaitingPayment).toBe(false)
    },
  )
})
