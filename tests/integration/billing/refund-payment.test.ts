import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { credits } from '@/lib/credits/unit'
import { billingWorld, typed, type BillingWorld } from '@/tests/support/billing'
import { leversOf } from '@/tests/support/levers'

// The owner returns a payment, by a function or from the command line.

let world: BillingWorld
let run: (line: string) => Promise<{ code: number; out: string[]; err: string[] }>
beforeAll(async () => {
  world = await billingWorld()
  const { runCommand } = await import('@/lib/billing/commands')
  run = (line) => runCommand(line.split(' '))
})
afterAll(() => world.close())

async function paid() {
  const user = await world.newUser()
  const { events } = await world.buy(user, { kind: 'topup', pack: 'small' })
  await world.deliverAll(events)
  const session = typed(events, 'checkout.session.completed').data.object
  return { user, events, paymentId: String(session.payment_intent) }
}

const reason = 'requested_by_customer' as const

test('FEATURES 6.6: a part, then all that is left; credits and status follow at once', async () => {
  const { user, paymentId } = await paid()
  expect(
    await world.refundPayment('owner@example.com', { paymentId, amountMinor: 300, reason }),
  ).toMatchObject({ status: 'succeeded', amountMinor: 300, paymentStatus: 'partially_refunded' })
  expect(await world.stateOf(user)).toMatchObject({ available: credits(225) })
  const rest = await world.refundPayment('owner@example.com', { paymentId, reason, note: 'sorry' })
  expect(rest).toMatchObject({ amountMinor: 300, paymentStatus: 'refunded', refundedMinor: 600 })
  expect(await world.stateOf(user)).toMatchObject({ available: credits(100), drift: [] })
  expect((await world.stripe.refunds.retrieve(rest.id)).metadata).toEqual({
    actor: 'owner@example.com',
    note: 'sorry',
  })
})

test('two clicks at once are one refund', async () => {
  const { user, paymentId } = await paid()
  const requestId = crypto.randomUUID()
  const click = () =>
    world.refundPayment('owner@example.com', { paymentId, amountMinor: 120, reason, requestId })
  const [first, second] = await Promise.all([click(), click()])
  expect(second.id).toBe(first.id)
  expect((await click()).id).toBe(first.id)
  expect(await world.stateOf(user)).toMatchObject({ payments: [{ refundedMinor: 120 }] })
})

describe('refused, with nothing changed', () => {
  test('more than is left, twice all of it, what was never paid, what is unknown', async () => {
    const { user, paymentId } = await paid()
    const attempt = (input: { paymentId: string; amountMinor?: number }) =>
      world.refundPayment('owner@example.com', { ...input, reason })
    await expect(attempt({ paymentId, amountMinor: 601 })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('Nothing was refunded.'),
    })
    await attempt({ paymentId })
    await expect(attempt({ paymentId })).rejects.toMatchObject({ code: 'conflict' })
    await expect(attempt({ paymentId: 'pi_unknown' })).rejects.toMatchObject({ code: 'not_found' })
    expect(await world.db.refund.count({ where: { userId: user.id } })).toBe(1)
  })

  test('what the bank has taken back already: in Stripe’s words', async () => {
    const { paymentId } = await paid()
    await leversOf(world).dispute(paymentId)
    await expect(
      world.refundPayment('owner@example.com', { paymentId, reason }),
    ).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/charged back.*Nothing was refunded\.$/),
    })
  })
})

describe('from the command line', () => {
  test('refund', async () => {
    const { user, paymentId } = await paid()
    const { code, out } = await run(`refund ${paymentId} --amount 60 --reason duplicate`)
    expect([code, out.join('\n')]).toEqual([0, expect.stringMatching(/refundedMinor +60$/m)])
    expect(await world.stateOf(user)).toMatchObject({ available: credits(325) })
    expect((await run('refund pi_unknown')).code).toBe(1)
    expect((await run(`refund ${paymentId} --amount 1.5`)).code).toBe(2)
    expect((await run('return')).code).toBe(2)
  })

  test('replay and reconcile', async () => {
    const { user, events } = await paid()
    expect(await run(`replay ${events.map(({ id }) => id).join(' ')}`)).toMatchObject({ code: 0 })
    expect(await run(`reconcile --user ${user.email}`)).toMatchObject({
      code: 0,
      out: [expect.stringContaining('nothing differs')],
    })
    await world.db.payment.updateMany({ where: { userId: user.id }, data: { status: 'failed' } })
    const found = await run(`reconcile --user ${user.email}`)
    expect(found.code).toBe(1)
    expect(found.out.join('\n')).toMatch(/status +failed +paid$/m)
    expect(await run(`reconcile --fix --user ${user.email}`)).toMatchObject({ code: 0 })
    expect((await run('reconcile --user nobody@example.com')).code).toBe(1)
    expect((await run('replay evt_unknown')).code).toBe(1)
  })
})
