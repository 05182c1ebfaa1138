import { renderToStaticMarkup } from 'react-dom/server'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { User } from '@/prisma/generated/client'
import { clock } from '@/lib/clock'
import { autoTopUpWorld } from '@/tests/support/auto-topup'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'
import { overageWorld } from '@/tests/support/overage'

vi.mock('next/navigation', async (original) => ({
  ...(await original<object>()),
  useRouter: () => ({ refresh: () => {} }),
}))

let world: BillingWorld
let auto: Awaited<ReturnType<typeof autoTopUpWorld>>
let story: Awaited<ReturnType<typeof overageWorld>>
beforeAll(async () => {
  world = await billingWorld()
  auto = await autoTopUpWorld(world)
  story = await overageWorld(world)
})
afterAll(() => world.close())
beforeEach(() => clock.move(0))

const text = (html: string) =>
  html
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('&#x27;', '’')

async function autoTopUp(user: User): Promise<string> {
  const { AutoTopUpSection } = await import('@/components/billing/auto-topup-section')
  return text(renderToStaticMarkup(await AutoTopUpSection({ userId: user.id })))
}

async function overage(user: User): Promise<string> {
  const { OverageSection } = await import('@/components/billing/overage-section')
  return text(renderToStaticMarkup(await OverageSection({ userId: user.id })))
}

test('auto top-up that is off says that nothing is charged', async () => {
  expect(await autoTopUp(await world.newUser())).toMatch(/Off\. Nothing is charged.* Turn on/)
})

test('auto top-up that went well says what it does, with which card, and what it bought', async () => {
  const user = await auto.lowUser()
  await world.topUpIfLow(user.id)
  const shown = await autoTopUp(user)
  for (const part of ['$6.00', 'Visa •••• 4242', '$6.00 of at most $100.00', 'Bought', 'Turn off'])
    expect(shown).toContain(part)
})

test.each([
  [
    'pm_card_authenticationRequired',
    /Your bank wants you to confirm.*Nothing was charged.*Pay for/,
  ],
  ['pm_card_chargeCustomerFail', /did not go through.*Nothing was charged.*Try again.*Not charged/],
])('with %s it says why it waits and what to do', async (card, words) => {
  const user = await auto.lowUser({}, card)
  await world.topUpIfLow(user.id)
  expect(await autoTopUp(user)).toMatch(words)
})

test.each([
  ['no_card', /No card is kept.*Add a card/],
  ['card_refused', /cannot be charged.*Use another card/],
  ['too_many_failures', /Paused after several failures.*Try again/],
])('paused for %s it names the one thing to do', async (pausedReason, words) => {
  const user = await auto.lowUser()
  await world.db.autoTopUp.update({ where: { userId: user.id }, data: { pausedReason } })
  expect(await autoTopUp(user)).toMatch(words)
})

test('the month’s limit and an outcome that is not known are told', async () => {
  const user = await auto.lowUser({ monthlyCapMinor: 6_00 })
  await world.topUpIfLow(user.id)
  expect(await autoTopUp(user)).toMatch(/month’s limit is reached.*Nothing more is bought before/)
  await world.db.autoTopUpAttempt.updateMany({
    where: { userId: user.id },
    data: { status: 'pending' },
  })
  expect(await autoTopUp(user)).toMatch(/under way.*charges at most once/)
})

test('overage says why it is not offered, what it would cost, and what the invoice will hold', async () => {
  expect(await overage(await world.newUser())).toContain('comes with a monthly plan')
  const user = await story.subscriber({ plan: 'pro', interval: 'month' })
  expect(await overage(user)).toMatch(/Off\. It would be \$25\.00 for 1,000/)
  await story.settings.saveOverage(user.id, 5_00)
  await auto.spendTo(user, 0)
  await story.charge(user, 100)
  expect(await overage(user)).toMatch(/at most \$5\.00.*100 cr used.*\$2\.50 on the invoice/)
  await story.charge(user, 100)
  expect(await overage(user)).toMatch(/The cap is reached.*Raise the cap/)
  await story.settings.turnOffOverage(user.id)
  expect(await overage(user)).toMatch(/Off\..*200 cr used.*\$5\.00 on the invoice/)
})
