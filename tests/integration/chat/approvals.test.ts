import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { clock } from '@/lib/clock'
import { billingWorld, typed, type BillingWorld } from '@/tests/support/billing'
import { planChanges } from '@/tests/support/plan-changes'
import { conversation } from '@/tests/support/proposals'

vi.mock('next/cache', () => ({ refresh: () => {} }))

let world: BillingWorld
let story: ReturnType<typeof planChanges>
beforeAll(async () => {
  world = await billingWorld()
  story = planChanges(world)
})
afterAll(() => world.close())

const pro = { plan: 'pro', interval: 'month' } as const

const refused = (code: string, sentence: RegExp) => ({
  status: 'error',
  code,
  message: expect.stringMatching(sentence) as string,
})

/** The subscription is as it was, at Stripe. */
const untouched = async (user: Parameters<typeof story.subscriptionOf>[0]) =>
  expect(await story.subscriptionOf(user)).toMatchObject({ cancel_at_period_end: false })

test('a proposal does nothing; the click does it once, and the chat shows what came of it', async () => {
  const user = await story.subscriber(pro)
  const chat = await conversation(world.db, user.id)
  const proposal = await chat.propose('cancel_plan')
  expect(proposal).toMatchObject({
    status: 'proposed',
    preview: { planName: 'Pro', state: 'paid' },
  })
  await untouched(user)
  const end = (proposal.preview as { endsAt: string }).endsAt
  expect(await chat.confirm(proposal)).toMatchObject({
    status: 'ok',
    data: { proposal: { status: 'done', outcome: { endsAt: end } } },
  })
  expect(await story.subscriptionOf(user)).toMatchObject({ cancel_at_period_end: true })
  expect(await chat.shown()).toMatchObject([{ status: 'done', outcome: { endsAt: end } }])
})

test('double click: of two confirmations at once one is carried out, and an upgrade is charged once', async () => {
  const user = await story.subscriber(pro)
  const chat = await conversation(world.db, user.id)
  const proposal = await chat.propose('change_plan', { plan: 'business' })
  const { dueMinor } = (proposal.preview as { terms: { dueMinor: number } }).terms
  let answers: Awaited<ReturnType<typeof chat.confirm>>[] = []
  const events = await world.eventsOf(async () => {
    answers = await Promise.all(Array.from({ length: 5 }, () => chat.confirm(proposal)))
  })
  expect(answers.filter(({ status }) => status === 'ok')).toMatchObject([
    { data: { proposal: { status: 'done', outcome: { status: 'changed' } } } },
  ])
  expect(answers.filter(({ status }) => status === 'error')).toHaveLength(4)
  const paid = events.filter(({ type }) => type === 'invoice.paid')
  expect(paid).toHaveLength(1)
  expect(typed(paid, 'invoice.paid').data.object.amount_paid).toBe(dueMinor)
  expect(await world.billingSummary(user.id)).toMatchObject({ planKey: 'business' })
  // And again later.
  expect(await chat.confirm(proposal)).toMatchObject(refused('conflict', /not done twice/))
  expect(await world.eventsOf(() => chat.confirm(proposal))).toEqual([])
})

test('forged: another signature, revision or spelling is no approval', async () => {
  const user = await story.subscriber(pro)
  const chat = await conversation(world.db, user.id)
  const proposal = await chat.propose('cancel_plan')
  const [, signature = ''] = proposal.token.split('.')
  const other = await chat.propose('cancel_plan')
  const last = signature.at(-1) === 'A' ? 'B' : 'A'
  const forged = [
    'true',
    '',
    `1.${signature}`,
    `0.${signature.slice(0, -1)}${last}`,
    `0.${'A'.repeat(43)}`,
    other.token,
    proposal.token.toUpperCase(),
  ]
  for (const token of forged)
    expect(await chat.confirm({ ...proposal, token })).toMatchObject(
      refused('forbidden', /not valid. Nothing was done/),
    )
  expect(await chat.confirm({ ...proposal, id: randomUUID() })).toMatchObject(
    refused('forbidden', /not valid/),
  )
  await untouched(user)
  expect((await chat.shown()).map(({ status }) => status)).toEqual(['proposed', 'proposed'])
})

test('cross-user and cross-chat: an approval is good for its user in its chat, and signed out for nobody', async () => {
  const [owner, thief] = [await story.subscriber(pro), await story.subscriber(pro)]
  const chat = await conversation(world.db, owner.id)
  const proposal = await chat.propose('cancel_plan')
  expect(await chat.confirm(proposal, undefined, thief.id)).toMatchObject(
    refused('forbidden', /not valid/),
  )
  expect(await chat.confirm(proposal, undefined, null)).toMatchObject({
    status: 'error',
    code: 'unauthorized',
  })
  const elsewhere = await conversation(world.db, owner.id)
  expect(await chat.confirm({ ...proposal, chatId: elsewhere.chatId })).toMatchObject(
    refused('forbidden', /not valid/),
  )
  await Promise.all([untouched(owner), untouched(thief)])
})

test('expired: after 15 minutes a card is confirmed only when it was worked out anew, by an approval of its own', async () => {
  const user = await story.subscriber(pro)
  const chat = await conversation(world.db, user.id)
  const proposal = await chat.propose('cancel_plan')
  const life = Date.parse(proposal.expiresAt) - Date.now()
  expect(Math.round(life / 60_000)).toBe(15)
  await world.db.chatAction.update({
    where: { id: proposal.id },
    data: { expiresAt: new Date(Date.now() - 1) },
  })
  expect(await chat.shown()).toMatchObject([{ status: 'expired' }])
  expect(await chat.confirm(proposal)).toMatchObject(
    refused('conflict', /expired. Nothing was done/),
  )
  const renewed = await chat.renew(proposal)
  expect(renewed).toMatchObject({ status: 'ok', data: { proposal: { status: 'proposed' } } })
  if (renewed.status !== 'ok') throw new Error('not renewed')
  const anew = renewed.data.proposal
  expect(anew.token).not.toBe(proposal.token)
  expect(await chat.confirm(proposal)).toMatchObject(refused('conflict', /worked out anew/))
  await untouched(user)
  expect(await chat.confirm(anew)).toMatchObject({ data: { proposal: { status: 'done' } } })
})

test('declined: nothing is done, and nothing can be done with it until it is asked for again', async () => {
  const user = await story.subscriber(pro)
  const chat = await conversation(world.db, user.id)
  const proposal = await chat.propose('cancel_plan')
  expect(await chat.decline(proposal)).toMatchObject({ data: { proposal: { status: 'declined' } } })
  expect(await chat.confirm(proposal)).toMatchObject(refused('conflict', /declined before/))
  expect(await chat.decline(proposal)).toMatchObject(refused('conflict', /declined before/))
  await untouched(user)
  expect(await chat.renew(proposal)).toMatchObject({ data: { proposal: { status: 'proposed' } } })
})

test('an amount that is not the one shown is never charged: the card shows the new one and asks again', async () => {
  const user = await story.subscriber(pro)
  await story.travelInto(user, 0.25)
  const chat = await conversation(world.db, user.id)
  const proposal = await chat.propose('change_plan', { plan: 'business' })
  const due = (of: { preview: object }) =>
    (of.preview as { terms: { dueMinor: number } }).terms.dueMinor
  await story.travelInto(user, 0.75)
  let answer: Awaited<ReturnType<typeof chat.confirm>> | undefined
  const events = await world.eventsOf(async () => {
    answer = await chat.confirm(proposal)
  })
  expect(events.filter(({ type }) => type.startsWith('invoice.'))).toEqual([])
  if (answer?.status !== 'ok') throw new Error(JSON.stringify(answer))
  const anew = answer.data.proposal
  expect(anew.status).toBe('proposed')
  expect(due(anew)).toBeLessThan(due(proposal))
  // A second click that was on its way is for the old amount.
  expect(await chat.confirm(proposal)).toMatchObject(refused('conflict', /worked out anew/))
  const paid = await world.eventsOf(async () => {
    expect(await chat.confirm(anew)).toMatchObject({ data: { proposal: { status: 'done' } } })
  })
  expect(typed(paid, 'invoice.paid').data.object.amount_paid).toBe(due(anew))
})

test('when the answer of Stripe is lost nothing is claimed, and the same click again has one effect in all', async () => {
  const user = await story.subscriber(pro)
  const chat = await conversation(world.db, user.id)
  const proposal = await chat.propose('change_plan', { plan: 'business' })
  const heal = world.proxy.rewrite(({ method, path }) =>
    method === 'POST' && path.includes('/subscriptions/')
      ? { status: 500, body: { error: { type: 'api_error', message: 'lost' } } }
      : undefined,
  )
  const events = await world.eventsOf(async () => {
    expect(await chat.confirm(proposal)).toMatchObject({
      data: {
        proposal: {
          status: 'proposed',
          problem: expect.stringMatching(/not sure.*Confirm it again/),
        },
      },
    })
    heal()
    expect(await chat.confirm(proposal)).toMatchObject({
      data: { proposal: { status: 'done', outcome: { status: 'changed' } } },
    })
  })
  expect(events.filter(({ type }) => type === 'invoice.paid')).toHaveLength(1)
})

test('a process that died over an action leaves it undecided, to be looked at and confirmed anew', async () => {
  const user = await story.subscriber(pro)
  const chat = await conversation(world.db, user.id)
  const proposal = await chat.propose('cancel_plan')
  const startedAt = new Date(clock.real().getTime() - 121_000)
  await world.db.chatAction.update({
    where: { id: proposal.id },
    data: { status: 'running', startedAt },
  })
  expect(await chat.shown()).toMatchObject([{ status: 'unsure' }])
  expect(await chat.confirm(proposal)).toMatchObject(refused('conflict', /not known how it ended/))
  expect(await chat.renew(proposal)).toMatchObject({ data: { proposal: { status: 'proposed' } } })
})

test('what cannot be done any more says why, whether it is proposed or confirmed', async () => {
  const user = await story.subscriber(pro)
  const chat = await conversation(world.db, user.id)
  const proposal = await chat.propose('change_plan', { plan: 'business' })
  await world.cancelAtPeriodEnd(user.id, (await story.subscriptionOf(user)).id)
  expect(await chat.confirm(proposal)).toMatchObject({
    data: { proposal: { status: 'failed', problem: expect.stringMatching(/Resume it first/) } },
  })
  expect(await chat.call('change_plan', { plan: 'business' })).toEqual({
    refused: expect.stringMatching(/Resume it first.*Nothing was charged/) as string,
  })
  expect(await chat.call('cancel_plan')).toBeUndefined()
  expect(await chat.propose('resume_plan')).toMatchObject({ preview: { planName: 'Pro' } })
})

test('with its message a proposal goes, and its approval with it', async () => {
  const user = await story.subscriber(pro)
  const chat = await conversation(world.db, user.id)
  const proposal = await chat.propose('cancel_plan')
  await world.db.chatMessage.deleteMany({ where: { userId: user.id } })
  expect(await chat.confirm(proposal)).toMatchObject(refused('not_found', /not there any more/))
  await untouched(user)
})
