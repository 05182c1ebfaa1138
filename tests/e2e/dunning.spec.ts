import { expect, type Page } from '@playwright/test'
import { Stripe } from 'stripe'
import type { Servers } from '@/tests/support/servers'
import { press, testWithServers } from './own-servers'
import { payWith } from './hosted-pages'
import { auditProblems, balanceOf, cards, examine, mailsTo, signInAsNew } from './steps'

const test = testWithServers('dunning')
test.describe.configure({ mode: 'serial' })
test.setTimeout(240_000)

async function control(servers: Servers, path: string, method: string, body: object) {
  const answer = await fetch(`${servers.sandboxUrl}/sandbox/stripe/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(answer.status).toBe(200)
}

/** From now on the card that pays this customer's plan is declined. */
async function makeCardFail(servers: Servers, email: string): Promise<void> {
  const { hostname, port } = new URL(servers.sandboxUrl)
  const stripe = new Stripe('sk_test_dunning', { host: hostname, port, protocol: 'http' })
  const [customer] = (await stripe.customers.list({ email, limit: 1 })).data
  const [subscription] = (await stripe.subscriptions.list({ customer: customer!.id })).data
  const card = subscription!.default_payment_method as string
  await control(servers, `payment_methods/${card}/decline`, 'POST', { code: 'insufficient_funds' })
}

async function moveDays(servers: Servers, days: number): Promise<void> {
  const { now } = (await (await fetch(`${servers.sandboxUrl}/api/clock`)).json()) as {
    now: number
  }
  const answer = await fetch(`${servers.sandboxUrl}/api/clock/advance`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ to: now + days * 86_400 }),
  })
  expect(answer.status).toBe(200)
}

async function mailedLink(page: Page, servers: Servers, to: string): Promise<string> {
  const url = `${servers.sandboxUrl}/mailbox/api/messages`
  const mails = (await (await page.request.get(url, { params: { to } })).json()) as {
    text: string
  }[]
  return mails.flatMap(({ text }) => /http\S+\/pay\/\S+/.exec(text)?.[0] ?? [])[0] ?? ''
}

const notice = (page: Page) => page.getByRole('region', { name: 'About your plan' })

test('a failed renewal goes through all stages, and the mailed link undoes it without signing in', async ({
  page,
  servers,
  browser,
}) => {
  await control(servers, 'retry-policy', 'PUT', { afterDays: [1, 2, 20], end: 'unpaid' })
  const email = await signInAsNew(page, '/billing')
  await page.goto('/pricing')
  await page.getByRole('button', { name: /Choose Pro/ }).click()
  await payWith(page, cards.success)
  await expect.poll(() => balanceOf(page)).toBe(1_100_000_000)
  await page.goto('/billing')
  await expect(page.getByText('Visa •••• 4242')).toBeVisible()

  await makeCardFail(servers, email)
  await press(page, servers, 'Next renewal')
  await page.goto('/assistant')
  await expect(notice(page)).toContainText('Your Pro renewal is not paid')
  await notice(page).getByRole('link', { name: 'Pay' }).click()
  const owed = page.getByRole('region', { name: 'Open payment' })
  await expect(owed).toContainText('The card has insufficient funds.')
  await expect(owed).toContainText('The card is tried again on')
  await examine(page)
  await owed.getByRole('button', { name: /^Pay \$20\.00 with Visa/ }).click()
  await expect(owed.getByRole('alert').last()).toContainText('Nothing was charged')

  await moveDays(servers, 1)
  await page.goto('/billing')
  await expect(notice(page)).toContainText('failed a second time')
  await moveDays(servers, 1)
  await page.goto('/billing')
  await expect(notice(page)).toContainText('Pro has stopped')
  await moveDays(servers, 12)
  await page.goto('/billing')
  await expect(notice(page)).toContainText('Your account is suspended')
  const subjects = await mailsTo(page, email)
  expect(subjects).toEqual(
    expect.arrayContaining([
      'Your Pro plan could not be renewed',
      'Second try: your Pro plan is still unpaid',
      'Your Pro plan has stopped',
      'Your account is suspended',
    ]),
  )

  // Somebody who is not signed in, with nothing but the mail.
  const link = await mailedLink(page, servers, email)
  const stranger = await browser.newContext()
  const other = await stranger.newPage()
  await other.goto(`${link}x`)
  await expect(other.getByRole('heading', { name: 'This link does not work' })).toBeVisible()
  await other.goto(link)
  await expect(other.getByText('$20.00').first()).toBeVisible()
  await expect(other.getByText(email)).toHaveCount(0)
  await examine(other)
  await other.getByRole('link', { name: 'Pay by card' }).click()
  await other.getByLabel('Card number').fill(cards.success)
  await other.getByLabel('Expiry').fill('12 / 34')
  await other.getByLabel('Security code').fill('123')
  await other.getByLabel('Name on card').fill('Ada Lovelace')
  await other.getByLabel('Postal code').fill('12345')
  await other.locator('#pay').click()
  await expect(async () => {
    await other.goto(link)
    await expect(other.getByRole('heading', { name: 'This is paid' })).toBeVisible({
      timeout: 2_000,
    })
  }).toPass()
  await stranger.close()

  await page.goto('/billing')
  await expect(notice(page)).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'Open payment' })).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'Plan' })).toContainText('Pro')
  expect(await mailsTo(page, email)).toContain('Paid: your Pro plan is back')
  expect(await auditProblems()).toEqual([])
})

test('every mail can be looked at by the owner, and by nobody else', async ({ page, servers }) => {
  expect((await page.request.get('/admin/mails')).status()).toBe(404)
  const owner = await signInAsNew(page)
  const { withClient } = await import('@/sandbox/postgres')
  await withClient(servers.databaseUrl, (client) =>
    client.query(`update "User" set role = 'admin' where email = $1`, [owner]),
  )
  await page.goto('/admin/mails')
  await examine(page)
  await page.getByRole('link', { name: /Dunning first/ }).click()
  await expect(page.frameLocator('iframe').getByText('Pay now')).toBeVisible()
  await expect(page.getByText('We try the card again on 21 December 2026').last()).toBeVisible()
})
