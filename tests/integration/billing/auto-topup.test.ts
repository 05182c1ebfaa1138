import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { clock } from '@/lib/clock'
import { credits } from '@/lib/credits/unit'
import { autoTopUpWorld } from '@/tests/support/auto-topup'
import { billingWorld, typed, type BillingWorld } from '@/tests/support/billing'

let world: BillingWorld
let auto: Awaited<ReturnType<typeof autoTopUpWorld>>
beforeAll(async () => {
  world = await billingWorld()
  auto = await autoTopUpWorld(world)
})
afterAll(() => world.close())
beforeEach(() => clock.move(0))

const hours = (count: number) => clock.move(clock.now().getTime() - Date.now() + count * 3_600_000)
const boughtOnce = {
  available: credits(255),
  payments: [
    { kind: 'topup', itemKey: 'small', status: 'paid', amountMinor: 600, refundedMinor: 0 },
  ],
  mails: ['payment_confirmed'],
  drift: [],
}

test('FEATURES 3.8: who falls below the threshold is topped up, once, and told', async () => {
  const user = await auto.lowUser()
  expect(await world.topUpIfLow(user.id)).toBe('done')
  expect(await world.stateOf(user)).toMatchObject(boughtOnce)
  expect(await world.topUpIfLow(user.id)).toBe('enough')
  expect(await auto.attempts(user)).toMatchObject([{ status: 'succeeded', credits: 250 }])
})

test('a charge that leaves too little is followed by the top-up, with no job running', async () => {
  const { hookCredits } = await import('@/lib/credit-hooks')
  const { metered, setPrice } = await import('@/lib/metering')
  hookCredits()
  await setPrice({ operation: 'unit', model: '', flat: 1_000_000 })
  const user = await world.newUser()
  await auto.keepCard(user)
  await auto.agree(user)
  const spend = (key: string, units: number) =>
    metered({ user, operation: 'unit', key, request: units, worstCase: { units } }, async () => {})
  await spend('one', 40)
  await spend('two', 20)
  await vi.waitFor(
    async () => expect(await auto.attempts(user)).toMatchObject([{ status: 'succeeded' }]),
    { timeout: 20_000, interval: 50 },
  )
  expect(await world.stateOf(user)).toMatchObject({ ...boughtOnce, available: credits(290) })
})

test('nobody who has not agreed is charged', async () => {
  const user = await world.newUser()
  await auto.keepCard(user)
  await auto.spend(user, 95)
  expect(await world.topUpIfLow(user.id)).toBe('off')
  await auto.agree(user)
  await auto.settings.turnOffAutoTopUp(user.id)
  expect(await world.topUpIfLow(user.id)).toBe('off')
  expect(await auto.intents(user)).toEqual([])
})

test('checklist 33, lago 6103: twenty low balances at once make one payment intent', async () => {
  const user = await auto.lowUser()
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => world.topUpIfLow(user.id)))
  expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1)
  expect(await auto.intents(user)).toHaveLength(1)
  expect(await world.stateOf(user)).toMatchObject(boughtOnce)
})

test('the event and the answer to our call grant once, whichever comes first', async () => {
  const user = await auto.lowUser()
  const events = await world.eventsOf(() => world.topUpIfLow(user.id))
  const succeeded = typed(events, 'payment_intent.succeeded')
  await world.deliverAll([succeeded, succeeded])
  expect(await world.stateOf(user)).toMatchObject(boughtOnce)
})

test('akash 3449: an answer that is lost is asked for again under the same key, never anew', async () => {
  const user = await auto.lowUser()
  const lose = world.proxy.rewrite(({ method, path }) =>
    method === 'POST' && path === '/v1/payment_intents'
      ? { status: 500, body: { error: { type: 'api_error', message: 'lost' } } }
      : undefined,
  )
  expect(await world.topUpIfLow(user.id)).toBe('unknown')
  // Stripe has taken the money; nobody here knows. Nothing else may be begun.
  expect(await world.topUpIfLow(user.id)).toBe('pending')
  lose()
  clock.move(2 * 60_000)
  expect(await world.runAutoTopUps()).toMatchObject({ resumed: 1, bought: 0 })
  expect(await auto.intents(user)).toHaveLength(1)
  expect(await world.stateOf(user)).toMatchObject(boughtOnce)
  const sent = world.proxy.calls.filter(
    ({ path, method, fields }) =>
      method === 'POST' && path === '/v1/payment_intents' && fields['metadata[userId]'] === user.id,
  )
  expect(sent.length).toBeGreaterThan(1)
  expect(new Set(sent.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1)
})

test('an answer lost for longer than Stripe keeps the key is looked up, not asked again', async () => {
  const [user, other] = [await auto.lowUser(), await auto.lowUser()]
  const lose = world.proxy.rewrite(({ method, path, fields }) =>
    method === 'POST' && path === '/v1/payment_intents' && fields['metadata[userId]'] === user.id
      ? { status: 500, body: { error: { type: 'api_error', message: 'lost' } } }
      : undefined,
  )
  await world.topUpIfLow(user.id)
  lose()
  // The other's attempt never reached Stripe.
  const { beginAttempt } = await import('@/lib/billing/auto-topup/attempt')
  const { cardToCharge } = await import('@/lib/billing/auto-topup/card')
  const card = await cardToCharge(await world.ensureCustomer(other.id))
  if (!card) throw new Error('no card is kept')
  await beginAttempt(other.id, card)
  const posts = () => world.proxy.calls.filter(({ method }) => method === 'POST').length
  const before = posts()
  hours(24)
  await world.runAutoTopUps()
  expect(posts()).toBe(before)
  expect((await world.stateOf(user)).payments).toMatchObject([{ status: 'paid' }])
  expect(await auto.attempts(other)).toMatchObject([
    { status: 'failed', failureCode: 'not_reached', paymentIntentId: null },
  ])
})

test('checklist 34: a bank that wants to ask pauses it and the user is mailed a link', async () => {
  const user = await auto.lowUser({}, 'pm_card_authenticationRequired')
  expect(await world.topUpIfLow(user.id)).toBe('done')
  expect(await auto.setting(user)).toMatchObject({
    enabled: true,
    pausedReason: 'authentication_required',
  })
  expect(await world.stateOf(user)).toMatchObject({
    available: credits(5),
    payments: [{ status: 'failed' }],
    mails: ['auto_topup_authentication'],
  })
  expect(await world.topUpIfLow(user.id)).toBe('paused')
  expect(await auto.intents(user)).toHaveLength(1)
  const { props } = await world.db.outboxMail.findFirstOrThrow({ where: { to: user.email } })
  expect(props).toMatchObject({ url: expect.stringMatching(/^http.+\/billing#auto-top-up$/) })
})

test('paying a pack by hand with the bank’s confirmation keeps that card and goes on', async () => {
  const user = await auto.lowUser({}, 'pm_card_chargeCustomerFail')
  await world.topUpIfLow(user.id)
  await world.db.autoTopUp.update({
    where: { userId: user.id },
    data: { pausedReason: 'authentication_required' },
  })
  const { events } = await world.buy(user, { kind: 'topup', pack: 'small' })
  await world.deliverAll(events)
  expect(await auto.setting(user)).toMatchObject({ pausedReason: null, failures: 0 })
  await auto.spend(user, 250)
  expect(await world.topUpIfLow(user.id)).toBe('done')
  expect((await auto.attempts(user)).at(-1)).toMatchObject({ status: 'succeeded' })
})

test('another card, chosen at Stripe, is shown and ends the pause; other news of the customer does not', async () => {
  const user = await auto.lowUser({}, 'pm_card_authenticationRequired')
  await world.topUpIfLow(user.id)
  const customer = await world.ensureCustomer(user.id)
  await world.deliverAll(
    await world.eventsOf(() => world.stripe.customers.update(customer, { name: 'Ada' })),
  )
  expect(await auto.setting(user)).toMatchObject({ pausedReason: 'authentication_required' })
  await world.deliverAll(await world.eventsOf(() => auto.keepCard(user, 'pm_card_mastercard')))
  expect(await world.autoTopUpView(user.id)).toMatchObject({
    setting: { pausedReason: null, card: { brand: 'mastercard', last4: '4444' } },
  })
  expect(await world.topUpIfLow(user.id)).toBe('done')
  expect(await auto.attempts(user)).toMatchObject([{ status: 'failed' }, { status: 'succeeded' }])
})

test('a card is kept at checkout only for who has agreed to be charged while away', async () => {
  const user = await world.newUser()
  await world.buy(user, { kind: 'topup', pack: 'small' })
  await auto.agree(user)
  await world.buy(user, { kind: 'topup', pack: 'medium' })
  const asked = (await auto.intents(user)).map((intent) => intent.setup_future_usage)
  expect(asked).toEqual(['off_session', null])
})

test('declines wait an hour, six, a day; the fourth in a row pauses; one click goes on', async () => {
  const user = await auto.lowUser({}, 'pm_card_chargeCustomerFail')
  for (const wait of [1, 6, 24]) {
    expect(await world.topUpIfLow(user.id)).toBe('done')
    expect(await world.topUpIfLow(user.id)).toBe('waiting')
    hours(wait - 0.1)
    expect(await world.topUpIfLow(user.id)).toBe('waiting')
    hours(0.2)
  }
  expect(await world.topUpIfLow(user.id)).toBe('done')
  expect(await auto.setting(user)).toMatchObject({ failures: 4, pausedReason: 'too_many_failures' })
  hours(1_000)
  expect(await world.topUpIfLow(user.id)).toBe('paused')
  expect((await world.stateOf(user)).mails).toEqual(Array(4).fill('auto_topup_failed'))
  expect(await auto.intents(user)).toHaveLength(4)
  await auto.keepCard(user)
  await auto.settings.resumeAutoTopUp(user.id)
  await auto.spendTo(user, 5)
  expect(await world.topUpIfLow(user.id)).toBe('done')
  expect(await auto.setting(user)).toMatchObject({ failures: 0, pausedReason: null })
})

test('the event of a decline that was already written changes nothing', async () => {
  const user = await auto.lowUser({}, 'pm_card_chargeCustomerFail')
  const events = await world.eventsOf(() => world.topUpIfLow(user.id))
  await world.deliverAll([typed(events, 'payment_intent.payment_failed')])
  expect(await auto.setting(user)).toMatchObject({ failures: 1 })
  expect((await world.stateOf(user)).mails).toEqual(['auto_topup_failed'])
})

test('checklist 35: the monthly cap holds, and a new month begins anew', async () => {
  const user = await auto.lowUser({ monthlyCapMinor: 12_00 })
  clock.move(new Date('2027-03-02T12:00:00Z').getTime() - Date.now())
  for (let bought = 0; bought < 2; bought += 1) {
    await auto.spendTo(user, 5)
    expect(await world.topUpIfLow(user.id)).toBe('done')
  }
  await auto.spendTo(user, 5)
  expect(await world.topUpIfLow(user.id)).toBe('cap')
  expect(await auto.intents(user)).toHaveLength(2)
  clock.move(new Date('2027-04-01T00:00:01Z').getTime() - Date.now())
  await auto.spendTo(user, 5)
  expect(await world.topUpIfLow(user.id)).toBe('done')
})

test('without a card nothing is tried; a card that is gone is no loop', async () => {
  const user = await world.newUser()
  await auto.agree(user)
  await auto.spend(user, 95)
  expect(await world.topUpIfLow(user.id)).toBe('no_card')
  expect(await auto.setting(user)).toMatchObject({ pausedReason: 'no_card' })
  expect(await world.topUpIfLow(user.id)).toBe('paused')
  expect(await auto.attempts(user)).toEqual([])
})

test('the job finds who is low though nobody noticed', async () => {
  const [low, well] = [await auto.lowUser(), await world.newUser()]
  await auto.keepCard(well)
  await auto.agree(well)
  await world.runAutoTopUps()
  expect(await world.stateOf(low)).toMatchObject(boughtOnce)
  expect(await auto.attempts(well)).toEqual([])
})

test('a pack that is not sold any more is not bought, and is shown as nothing agreed to', async () => {
  const user = await auto.lowUser()
  await world.db.autoTopUp.update({ where: { userId: user.id }, data: { packKey: 'tiny' } })
  expect(await world.topUpIfLow(user.id)).toBe('off')
  expect(await world.autoTopUpView(user.id)).toMatchObject({ setting: null, capReached: false })
})

test('a frozen account buys nothing', async () => {
  const user = await auto.lowUser()
  const { freeze } = await import('@/lib/credits')
  await freeze(world.db, { userId: user.id, cause: 'manual' })
  expect(await world.topUpIfLow(user.id)).toBe('frozen')
})

test('a top-up that is refunded takes its credits back like any other', async () => {
  const user = await auto.lowUser()
  await world.topUpIfLow(user.id)
  const [intent] = await auto.intents(user)
  const events = await world.eventsOf(() =>
    world.stripe.refunds.create({ payment_intent: intent?.id ?? '' }),
  )
  await world.deliverAll(events)
  expect(await world.stateOf(user)).toMatchObject({
    available: credits(5),
    payments: [{ status: 'refunded' }],
    drift: [],
  })
})
