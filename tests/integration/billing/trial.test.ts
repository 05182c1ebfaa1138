import { afterAll, beforeAll, expect, test } from 'vitest'
import { clock } from '@/lib/clock'
import { credits } from '@/lib/credits/unit'
import type { User } from '@/prisma/generated/client'
import { billingWorld, typed, type BillingWorld } from '@/tests/support/billing'
import { planChanges } from '@/tests/support/plan-changes'

let world: BillingWorld
let story: ReturnType<typeof planChanges>
beforeAll(async () => {
  world = await billingWorld()
  story = planChanges(world)
})
afterAll(() => world.close())

const trial = { kind: 'subscription', plan: 'pro', interval: 'month', trial: true } as const
const day = 86_400
const seconds = () => Math.floor(clock.now().getTime() / 1_000)

async function onTrial(): Promise<{ user: User; sessionId: string }> {
  const user = await world.newUser()
  const { events, sessionId } = await world.buy(user, trial)
  await world.deliverAll([...events, ...events.toReversed()])
  return { user, sessionId }
}

test('FEATURES 2.9: a trial gives the plan and its own credits, nothing is charged', async () => {
  const { user, sessionId } = await onTrial()
  const state = await world.stateOf(user)
  expect(state).toMatchObject({
    plan: 'pro',
    available: credits(300),
    subscriptions: [{ planKey: 'pro', status: 'trialing' }],
    payments: [],
    drift: [],
  })
  const bucket = await world.db.creditGrant.findFirstOrThrow({
    where: { userId: user.id, sourceKey: 'trial' },
  })
  const { subscription } = await world.billingSummary(user.id)
  expect(bucket.expiresAt?.toISOString()).toBe(subscription?.trialEnd)
  expect(await world.checkoutStatus(user.id, sessionId)).toMatchObject({
    status: 'paid',
    credits: 200,
    trial: true,
  })
})

test('there is one trial for each user, and none for a plan without', async () => {
  const { user } = await onTrial()
  const { id } = await story.subscriptionOf(user)
  await world.deliverAll(await world.eventsOf(() => world.stripe.subscriptions.cancel(id)))
  await expect(world.startCheckout({ userId: user.id, item: trial })).rejects.toMatchObject({
    code: 'conflict',
  })
  const { trial: _none, ...paid } = trial
  await world.startCheckout({ userId: user.id, item: paid })
  await expect(
    world.startCheckout({
      userId: (await world.newUser()).id,
      item: { ...trial, plan: 'business' },
    }),
  ).rejects.toMatchObject({ code: 'conflict' })
})

test('a trial page that was left open cannot begin a second trial', async () => {
  const user = await world.newUser()
  const left = await world.startCheckout({ userId: user.id, item: { ...trial, interval: 'year' } })
  const begun = await world.buy(user, trial)
  await world.deliverAll(begun.events)
  const session = await world.stripe.checkout.sessions.retrieve(left.sessionId)
  expect(session.status).toBe('expired')
})

test('three days before its end a mail says what will be charged, once; then the plan is paid for', async () => {
  const { user } = await onTrial()
  const end = (await story.subscriptionOf(user)).trial_end ?? 0
  const warned = await story.travelTo(end - 2 * day)
  await world.deliverAll([...warned, ...warned])
  typed(warned, 'customer.subscription.trial_will_end')
  expect((await world.stateOf(user)).mails).toEqual(['trial_ending'])
  await world.deliverAll(await story.travelTo(end + 3 * 3_600))
  const state = await world.stateOf(user)
  expect(state).toMatchObject({ plan: 'pro', drift: [] })
  expect(state.payments).toMatchObject([{ amountMinor: 2_000, status: 'paid' }])
  // Of the trial's 200 nothing is left; Free's 100 of the first month still run.
  expect(state.available).toBe(credits(1_100))
  expect((await world.stateOf(user)).mails.toSorted()).toEqual([
    'subscription_started',
    'trial_ending',
  ])
})

test('who cancelled gets no such mail', async () => {
  const { user } = await onTrial()
  const { id, trial_end: end } = await story.subscriptionOf(user)
  await world.cancelAtPeriodEnd(user.id, id)
  await world.deliverAll(await story.travelTo((end ?? 0) - 2 * day))
  expect((await world.stateOf(user)).mails).toEqual([])
})

test('an upgrade ends the trial: the larger plan is paid for whole, from now on', async () => {
  const { user } = await onTrial()
  await world.deliverAll(await story.travelTo(seconds() + day))
  const { preview, result } = await story.change(user, { plan: 'business', interval: 'month' })
  expect(preview).toMatchObject({
    endsTrial: true,
    dueMinor: 8_000,
    creditMinor: 0,
    creditsNow: credits(5_000),
  })
  expect(result).toEqual({ status: 'changed' })
  expect(await world.stateOf(user)).toMatchObject({
    plan: 'business',
    available: credits(5_300),
    subscriptions: [{ planKey: 'business', status: 'active' }],
    drift: [],
  })
})
