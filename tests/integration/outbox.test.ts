import { beforeAll, beforeEach, expect, test } from 'vitest'
import { enqueueMail, flushOutbox } from '@/lib/email/outbox'
import { testDatabase, type TestDatabase } from '@/tests/support/database'
import { testEnvironment } from '@/tests/support/environment'
import { testInbox, type Inbox } from '@/tests/support/inbox'

let database: TestDatabase
let inbox: Inbox

beforeAll(async () => {
  inbox = await testInbox()
  database = await testDatabase()
})
beforeEach(async () => {
  await database.db.outboxMail.deleteMany()
  inbox.mails.length = 0
})

const failedPayment = (key: string, to = 'ada@example.com') =>
  ({
    dedupeKey: key,
    to,
    template: 'payment_failed',
    props: {
      description: `Order ${key}`,
      reason: 'The bank <b>declined</b> it.',
      retryUrl: `${testEnvironment.APP_URL}/billing`,
    },
  }) as const

test('a mail is sent if and only if its transaction commits', async () => {
  const { db } = database
  const aborted = db.$transaction(async (tx) => {
    await enqueueMail(tx, failedPayment('aborted'))
    throw new Error('rolled back')
  })
  await expect(aborted).rejects.toThrow('rolled back')
  await db.$transaction((tx) => enqueueMail(tx, failedPayment('kept')))
  expect(await flushOutbox()).toEqual({ sent: 1, failed: 0 })
  expect(inbox.mails.map(({ subject }) => subject)).toEqual([
    'A payment did not go through: Order kept',
  ])
  expect(inbox.mails[0]?.html).toContain('&lt;b&gt;declined&lt;/b&gt;')
  expect(inbox.mails[0]?.text).toContain('The bank <b>declined</b> it.')
})

test('one key, one mail', async () => {
  const { db } = database
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => enqueueMail(db, failedPayment('same'))),
  )
  expect(answers.filter(Boolean)).toHaveLength(1)
  await flushOutbox()
  expect(await enqueueMail(db, failedPayment('same'))).toBe(false)
  expect(await flushOutbox()).toEqual({ sent: 0, failed: 0 })
  expect(inbox.mails).toHaveLength(1)
})

test('several processes at once send each mail once', async () => {
  for (let index = 0; index < 30; index += 1)
    await enqueueMail(database.db, failedPayment(String(index)))
  const runs = await Promise.all(Array.from({ length: 5 }, () => flushOutbox()))
  expect(runs.reduce((sum, { sent }) => sum + sent, 0)).toBe(30)
  expect(new Set(inbox.mails.map(({ subject }) => subject)).size).toBe(30)
  expect(inbox.mails).toHaveLength(30)
})

test('a refused mail waits longer each time, keeps why, and names nobody', async () => {
  const { db } = database
  await enqueueMail(db, failedPayment('refused', 'refused@example.com'))
  const row = () => db.outboxMail.findUniqueOrThrow({ where: { dedupeKey: 'refused' } })
  let at = new Date(Date.now() + 1000)
  for (const minutes of [1, 2, 4]) {
    expect(await flushOutbox({ at })).toEqual({ sent: 0, failed: 1 })
    const { nextTryAt, error } = await row()
    expect(nextTryAt.getTime() - at.getTime()).toBe(minutes * 60_000)
    expect(error).toContain('EENVELOPE')
    expect(error).not.toContain('refused@')
    expect(await flushOutbox({ at: new Date(nextTryAt.getTime() - 1) })).toEqual({
      sent: 0,
      failed: 0,
    })
    at = nextTryAt
  }
  await db.outboxMail.update({ where: { dedupeKey: 'refused' }, data: { to: 'ada@example.com' } })
  expect(await flushOutbox({ at })).toEqual({ sent: 1, failed: 0 })
  expect(await row()).toMatchObject({ error: null, sentAt: at, attempts: 4 })
})

test('a template that is gone holds nobody else up', async () => {
  const { db } = database
  await db.outboxMail.create({
    data: { dedupeKey: 'gone', to: 'ada@example.com', template: 'toString', props: {} },
  })
  await enqueueMail(db, failedPayment('after'))
  expect(await flushOutbox()).toEqual({ sent: 1, failed: 1 })
  expect(await db.outboxMail.findUniqueOrThrow({ where: { dedupeKey: 'gone' } })).toMatchObject({
    error: 'There is no template toString.',
    sentAt: null,
  })
})
