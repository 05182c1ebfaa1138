import { afterAll, beforeAll, expect, test } from 'vitest'
import { formatMoney } from '@/lib/money'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

// Paymenter 1258: yen have no smaller unit, but were multiplied by a hundred like cents.
test('checklist 37: 900 yen stay 900 yen, from Stripe to the history and the mail', async () => {
  const user = await world.newUser()
  const { events, sessionId } = await world.buy(user, { kind: 'topup', pack: 'small' })
  const stop = world.proxy.rewrite(({ path }, { status, body }) =>
    path === `/v1/checkout/sessions/${sessionId}`
      ? { status, body: { ...(body as object), currency: 'jpy', amount_total: 900 } }
      : undefined,
  )
  await world.deliverAll(events)
  stop()
  const { payments } = await world.listPayments(user.id, { limit: 1 })
  expect(payments[0]).toMatchObject({ amountMinor: 900, currency: 'jpy', status: 'paid' })
  const mail = await world.db.outboxMail.findFirstOrThrow({ where: { to: user.email } })
  expect(mail.props).toMatchObject({ amountMinor: 900, currency: 'jpy' })
  expect(formatMoney(900, 'jpy')).toBe('¥900')
  expect(formatMoney(900, 'usd')).toBe('$9.00')
  expect(formatMoney(900, 'kwd')).toMatch(/^KWD.0\.900$/)
})
