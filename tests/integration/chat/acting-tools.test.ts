import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { told } from '@/lib/ai/approvals/told'
import { offeredActions } from '@/lib/ai/tools/offered'
import { credits } from '@/lib/credits/unit'
import { billingWorld, typed, type BillingWorld } from '@/tests/support/billing'
import { planChanges } from '@/tests/support/plan-changes'
import { conversation } from '@/tests/support/proposals'
import { unpaidRenewals } from '@/tests/support/unpaid-renewal'

vi.mock('next/cache', () => ({ refresh: () => {} }))

let world: BillingWorld
let story: ReturnType<typeof planChanges>
let late: ReturnType<typeof unpaidRenewals>
beforeAll(async () => {
  world = await billingWorld()
  story = planChanges(world)
  late = unpaidRenewals(world)
})
afterAll(() => world.close())

const pro = { plan: 'pro', interval: 'month' } as const
const talk = (user: { id: string }) => conversation(world.db, user.id)

type Answer = Awaited<ReturnType<Awaited<ReturnType<typeof talk>>['confirm']>>

function done(answer: Answer) {
  if (answer.status !== 'ok') throw new Error(JSON.stringify(answer))
  const { proposal, goTo } = answer.data
  expect(proposal.status).toBe('done')
  return { outcome: proposal.outcome as Record<string, unknown>, goTo }
}

describe('what is offered', () => {
  const always = ['top_up', 'auto_top_up', 'open_portal']
  const of = async (userId: string) => [...(await offeredActions(userId))].toSorted()

  test('follows from how the billing stands', async () => {
    const free = await world.newUser()
    expect(await of(free.id)).toEqual([...always, 'subscribe'].toSorted())

    const agreed = await world.newUser()
    await world.db.userPlan.create({
      data: { userId: agreed.id, planKey: 'enterprise', updatedAt: new Date() },
    })
    expect(await of(agreed.id)).toEqual(always.toSorted())

    const paying = await story.subscriber(pro)
    expect(await of(paying.id)).toEqual([...always, 'change_plan', 'cancel_plan'].toSorted())
    await world.cancelAtPeriodEnd(paying.id, (await story.subscriptionOf(paying)).id)
    expect(await of(paying.id)).toEqual([...always, 'change_plan', 'resume_plan'].toSorted())
  })
})

describe('what is confirmed', () => {
  test('top-up: the chosen pack’s checkout at Stripe, and the chat knows when it is paid', async () => {
    const user = await world.newUser()
    const chat = await talk(user)
    const proposal = await chat.propose('top_up', { suggested: 'medium' })
    expect(await chat.confirm(proposal)).toMatchObject({ status: 'error', code: 'bad_request' })
    expect(await chat.confirm(proposal, 'giant')).toMatchObject({ code: 'bad_request' })
    const { outcome, goTo } = done(await chat.confirm(proposal, 'large'))
    const session = await world.stripe.checkout.sessions.retrieve(outcome.sessionId as string)
    expect(session).toMatchObject({ url: goTo, amount_total: 100_00, mode: 'payment' })
    expect(await chat.shown()).toMatchObject([{ outcome: { paid: 'pending', credits: 5_000 } }])
    await world.deliverAll(await world.eventsOf(() => world.pay(goTo!, {})))
    expect(await chat.shown()).toMatchObject([{ outcome: { paid: 'paid' } }])
    expect((await world.stateOf(user)).available).toBe(credits(5_100))
  })

  test('subscription: with the trial or without, as chosen on the card', async () => {
    const user = await world.newUser()
    const chat = await talk(user)
    const proposal = await chat.propose('subscribe', { plan: 'pro' })
    expect(proposal.preview).toMatchObject({
      price: { text: '$20.00' },
      creditsPerMonth: 1_000,
      trial: { days: 14, credits: 200 },
    })
    const { goTo } = done(await chat.confirm(proposal, 'trial'))
    await world.deliverAll(await world.eventsOf(() => world.pay(goTo!, {})))
    expect(await chat.shown()).toMatchObject([{ outcome: { paid: 'paid', trial: true } }])
    expect(await world.billingSummary(user.id)).toMatchObject({
      planKey: 'pro',
      subscription: { status: 'trialing' },
    })
    // Bought once: it is not offered any more, and a card that is still open says so.
    expect(await chat.call('subscribe', { plan: 'business' })).toBeUndefined()
  })

  test('smaller plan: planned for the period’s end, and taken back', async () => {
    const user = await story.subscriber({ plan: 'business', interval: 'month' })
    const chat = await talk(user)
    const { current_period_end: end } = (await story.subscriptionOf(user)).items.data[0]!
    const { outcome } = done(await chat.confirm(await chat.propose('change_plan', { plan: 'pro' })))
    expect(outcome).toEqual({
      status: 'scheduled',
      effectiveAt: new Date(end * 1_000).toISOString(),
    })
    expect(await chat.call('get_plan')).toMatchObject({ changesTo: { plan: 'Pro' } })
    const undo = await chat.propose('undo_plan_change')
    expect(undo.preview).toMatchObject({ planName: 'Business', nextPlanName: 'Pro' })
    done(await chat.confirm(undo))
    expect((await world.billingSummary(user.id)).subscription?.next).toBeNull()
    expect(await chat.call('undo_plan_change')).toBeUndefined()
  })

  test('cancelled and resumed: Stripe says so each time', async () => {
    const user = await story.subscriber(pro)
    const chat = await talk(user)
    done(await chat.confirm(await chat.propose('cancel_plan')))
    expect((await story.subscriptionOf(user)).cancel_at_period_end).toBe(true)
    done(await chat.confirm(await chat.propose('resume_plan')))
    expect((await story.subscriptionOf(user)).cancel_at_period_end).toBe(false)
    const portal = done(await chat.confirm(await chat.propose('open_portal', { task: 'card' })))
    expect(portal.goTo).toMatch(/^http/)
    // It opens the portal without a sign-in: it is kept nowhere.
    const rows = await world.db.chatAction.findMany({ where: { userId: user.id } })
    expect(JSON.stringify(rows)).not.toContain(portal.goTo)
  })

  test.each([
    ['pm_card_chargeCustomerFail', 'declined'],
    ['pm_card_authenticationRequired', 'needs_confirmation'],
  ])(
    'an upgrade paid by %s is %s: the old plan stays, and the card leads on',
    async (card, status) => {
      const user = await story.subscriber(pro)
      await story.payBy(user, card)
      const chat = await talk(user)
      const proposal = await chat.propose('change_plan', { plan: 'business' })
      const { outcome } = done(await chat.confirm(proposal))
      expect(outcome).toMatchObject({ status, url: expect.stringMatching(/^http/) as string })
      expect(await world.billingSummary(user.id)).toMatchObject({ planKey: 'pro' })
      const [shown] = await chat.shown()
      expect(JSON.stringify(told(shown))).toContain(status)
      expect(JSON.stringify(told(shown))).not.toMatch(/http|token/)
    },
  )

  test('automatic top-up: with the consent and the card shown, and off again', async () => {
    const user = await story.subscriber(pro)
    const chat = await talk(user)
    const terms = { turn: 'on', pack: 'small', threshold: 100, monthlyCap: 30 }
    const proposal = await chat.propose('auto_top_up', terms)
    expect(proposal.preview).toMatchObject({
      threshold: 100,
      price: { text: '$6.00' },
      monthlyCap: { minor: 3_000, text: '$30.00' },
      card: { brand: 'visa', last4: '4242' },
    })
    expect(await chat.confirm(proposal)).toMatchObject({ status: 'error', code: 'bad_request' })
    // Another card than the one shown is another agreement.
    await story.payBy(user, 'pm_card_mastercard')
    const answer = await chat.confirm(proposal, 'agreed')
    if (answer.status !== 'ok') throw new Error(JSON.stringify(answer))
    const anew = answer.data.proposal
    expect(anew).toMatchObject({ status: 'proposed', preview: { card: { brand: 'mastercard' } } })
    expect(await world.db.autoTopUp.count({ where: { userId: user.id } })).toBe(0)
    done(await chat.confirm(anew, 'agreed'))
    expect((await world.autoTopUpView(user.id)).setting).toMatchObject({
      enabled: true,
      threshold: credits(100),
      pack: 'small',
      monthlyCapMinor: 3_000,
    })
    expect(await chat.call('auto_top_up', { ...terms, threshold: 300 })).toEqual({
      refused: expect.stringMatching(/No more than the pack holds/) as string,
    })
    done(await chat.confirm(await chat.propose('auto_top_up', { turn: 'off' })))
    expect((await world.autoTopUpView(user.id)).setting).toMatchObject({ enabled: false })
  })

  test('unpaid renewal: why, when it is tried again, and the link, opened or mailed', async () => {
    const { user, events, invoiceId } = await late.unpaidRenewal('insufficient_funds')
    await world.deliverAll(events)
    const chat = await talk(user)
    const invoice = await world.stripe.invoices.retrieve(invoiceId)
    const problems = await chat.call('get_payment_problems')
    expect(problems).toMatchObject({
      unpaid: [
        {
          amount: { minor: invoice.amount_remaining },
          reason: expect.stringMatching(/insufficient funds. Please use another card/) as string,
          retryAt: new Date(invoice.next_payment_attempt! * 1_000).toISOString(),
        },
      ],
      failed: [],
    })
    const opened = done(await chat.confirm(await chat.propose('recovery_link'), 'open'))
    expect(opened.goTo).toMatch(new RegExp(`/pay/${invoiceId}`))
    const before = await world.db.outboxMail.count({ where: { to: user.email } })
    const mailed = done(await chat.confirm(await chat.propose('recovery_link'), 'mail'))
    expect(mailed).toMatchObject({ outcome: { mailedTo: user.email }, goTo: undefined })
    // Asked for again within the hour, it is not sent again.
    done(await chat.confirm(await chat.propose('recovery_link'), 'mail'))
    expect(await world.db.outboxMail.count({ where: { to: user.email } })).toBe(before + 1)
    const [{ props } = { props: null }] = await world.db.outboxMail.findMany({
      where: { dedupeKey: { startsWith: `recovery_link:${invoiceId}` } },
    })
    expect(JSON.stringify(props)).toContain(`/pay/${invoiceId}`)
    expect(typed(events, 'invoice.payment_failed').data.object.id).toBe(invoiceId)
  })
})
