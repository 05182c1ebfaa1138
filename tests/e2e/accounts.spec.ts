import { randomUUID } from 'node:crypto'
import { expect, test } from '@playwright/test'
import { withClient } from '@/sandbox/postgres'
import { databaseUrl } from '@/tests/support/e2e'
import { violations } from '@/tests/support/looks'
import { askForLink, signInByLink } from '@/tests/support/sign-in'

const fresh = () => `${randomUUID()}@example.com`

async function haveReadyMadeUsers(): Promise<void> {
  await withClient(databaseUrl(), (client) =>
    client.query(
      `insert into "User" (email, name, role) values
       ('ada@example.com', 'Ada', 'user'), ('admin@example.com', 'Grace', 'admin')
     on conflict (email) do nothing`,
    ),
  )
}

test('a link signs in once; a scanner that opens it first does not use it up', async ({
  page,
  request,
  browser,
}) => {
  const email = fresh()
  await page.goto('/sign-in?next=/settings')
  const link = await askForLink(page, email)
  expect(await violations(page)).toEqual([])

  const scanned = await request.get(link)
  expect(await scanned.text()).toContain(email)
  const callback = link.replace('/sign-in/confirm', '/api/auth/callback/email')
  expect((await request.get(callback)).url()).toContain('/sign-in/confirm')

  await page.goto(link)
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL('/settings')
  const cookie = (await page.context().cookies()).find(({ name }) => name.includes('session-token'))
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' })

  const other = await (await browser.newContext()).newPage()
  await other.goto(link)
  await other.getByRole('button', { name: 'Sign in' }).click()
  await expect(other.getByRole('heading', { name: 'This link no longer works' })).toBeVisible()
  expect(await violations(other)).toEqual([])
  await other.goto(await askForLink(other, email))
  await other.getByRole('button', { name: 'Sign in' }).click()
  await expect(other).toHaveURL('/settings')
})

test('signing in works before the page’s script has loaded', async ({ browser }) => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
  await signInByLink(page, fresh(), '/settings')
})

test('sessions are listed and revoked; signing out ends this one', async ({ page, browser }) => {
  const email = fresh()
  await signInByLink(page, email, '/settings')
  const other = await (await browser.newContext()).newPage()
  await signInByLink(other, email, '/settings')

  await page.reload()
  await expect(page.getByText('this device', { exact: true })).toHaveCount(1)
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: /^Sign out .+last used/ }).click()
  await expect(page.getByText('You are signed in nowhere else.')).toBeVisible()
  await other.goto('/settings')
  await expect(other).toHaveURL('/sign-in?next=%2Fsettings')

  await page.getByLabel('Name').fill('A. Tester')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
  await page.getByRole('region', { name: 'This device' }).getByRole('button').click()
  await expect(page).toHaveURL('/')
  await page.goto('/settings')
  await expect(page).toHaveURL('/sign-in?next=%2Fsettings')
})

test('one click signs in as a ready-made user, and the admin page is for the admin', async ({
  page,
  request,
}) => {
  await haveReadyMadeUsers()
  expect((await request.get('/admin')).status()).toBe(404)

  await page.goto('/sign-in?next=/settings')
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: 'Ada' }).click()
  await expect(page).toHaveURL('/settings')
  expect((await page.goto('/admin'))?.status()).toBe(404)

  await page.context().clearCookies()
  await page.goto('/sign-in?next=/admin')
  await page.getByRole('button', { name: 'Grace' }).click()
  await expect(page.getByRole('heading', { name: 'Admin' })).toBeVisible()
  expect(await violations(page)).toEqual([])
})

test('another site cannot be the way back', async ({ page }) => {
  await page.goto('/sign-in?next=https://evil.example/')
  const link = new URL(await askForLink(page, fresh()))
  expect(link.searchParams.get('callbackUrl')).toBe('/assistant')
})

test('a wrong address is said at the field', async ({ page }) => {
  await page.goto('/sign-in')
  await page.getByLabel('Mail address').fill('not-an-address')
  await page.getByRole('button', { name: 'Send me' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'name@example.com' })).toBeVisible()
  expect(await violations(page)).toEqual([])
})
