import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { payUrl } from '@/lib/billing/dunning/pay-link'
import { clock } from '@/lib/clock'
import { env } from '@/lib/env'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'
import { unpaidRenewals } from '@/tests/support/unpaid-renewal'

// Each life goes through a dozen webhooks and some fifty calls of Stripe's API.
vi.setConfig({ testTimeout: 120_000 })

let world: BillingWorld
let renewals: ReturnType<typeof unpaidRenewals>
beforeAll(async () => {
  world = await billingWorld()
  renewals = unpaidRenewals(world)
})
afterAll(() => world.close())
afterEach(() => clock.freeze(undefined))

async function mailedLink() {
  const renewal = await renewals.unpaidRenewal()
  await world.deliverAll(renewal.events)
  const { props } = await world.db.outboxMail.findFirstOrThrow({
    where: { to: renewal.user.email, template: 'dunning_first' },
  })
  const { payUrl: url } = props as { payUrl: string }
  expect(url.startsWith(`${env().APP_URL}/pay/`)).toBe(true)
  return { ...renewal, token: url.slice(`${env().APP_URL}/pay/`.length) }
}

test('the mailed link shows the one payment, and nothing else of the account', async () => {
  const { token, invoiceId, customer, user } = await mailedLink()
  const page = await world.payPage(token)
  expect(page).toMatchObject({
    state: 'open',
    owed: { planName: 'Pro', amountMinor: 2_000, currency: 'usd', stage: 'first' },
  })
  const told = JSON.stringify(page)
  for (const secret of [customer, user.id, user.email, '4242']) expect(told).not.toContain(secret)

  await world.deliverAll(await renewals.payWith(invoiceId, (await renewals.goodCard(customer)).id))
  expect(await world.payPage(token)).toMatchObject({ state: 'closed', paid: true })
})

test('an invoice that is not owed any more asks for nothing', async () => {
  const { token, invoiceId } = await mailedLink()
  await world.deliverAll(await world.eventsOf(() => world.stripe.invoices.voidInvoice(invoiceId)))
  expect(await world.payPage(token)).toMatchObject({ state: 'closed', paid: false })
})

test('a link that was tampered with, at any place, shows nothing', async () => {
  const { token } = await mailedLink()
  expect(await world.payPage(token)).toMatchObject({ state: 'open' })
  for (let place = 0; place < token.length; place += 1) {
    const other = token[place] === 'A' ? 'B' : 'A'
    const forged = token.slice(0, place) + other + token.slice(place + 1)
    expect(await world.payPage(forged)).toEqual({ state: 'invalid' })
  }
  for (const forged of ['', token.slice(0, -1), `${token}A`, `${token}.`, token.replace('in_', '')])
    expect(await world.payPage(forged)).toEqual({ state: 'invalid' })
})

test('a link expires, and says so', async () => {
  const { token } = await mailedLink()
  const days = (count: number) => new Date(Date.now() + count * 86_400_000)
  clock.freeze(days(44))
  expect(await world.payPage(token)).toMatchObject({ state: 'open' })
  clock.freeze(days(46))
  expect(await world.payPage(token)).toEqual({ state: 'expired' })
})

test('a signed link to an invoice that was never dunned shows nothing', async () => {
  expect(await world.payPage(payUrl('in_other').split('/pay/')[1]!)).toEqual({ state: 'invalid' })
})
