import { expect, test } from '@playwright/test'
import { withClient } from '@/sandbox/postgres'
import { databaseUrl } from '@/tests/support/e2e'
import { composer, examine, signInAsNew } from './steps'

/** Gives somebody a plan that the catalogue does not have, which no page can be drawn for, or takes it away again. */
const setPlan = (address: string, plan: string) =>
  withClient(databaseUrl(), (client) =>
    client.query(
      `insert into "UserPlan" ("userId", "planKey", "updatedAt") select id, $2, now() from "User" where email = $1
       on conflict ("userId") do update set "planKey" = $2`,
      [address, plan],
    ),
  )

test('a page that cannot be drawn says what is safe, and is drawn when it can be again', async ({
  page,
}) => {
  const address = await signInAsNew(page)
  await setPlan(address, 'gone')
  await page.goto('/assistant')
  await expect(page.getByRole('heading', { name: 'This page could not be shown' })).toBeVisible()
  await expect(page.getByRole('main')).toContainText(
    'your credits and your payments are as they were',
  )
  await examine(page)
  await setPlan(address, 'free')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(composer(page)).toBeVisible()
})

test('without a connection a form keeps what was typed and says that nothing happened', async ({
  page,
  context,
}) => {
  await page.goto('/sign-in')
  await expect(async () => {
    await page.getByLabel('Mail address').fill('ada@example.com')
    expect(await page.getByLabel('Mail address').inputValue()).toBe('ada@example.com')
  }).toPass()
  await context.setOffline(true)
  await page.getByRole('button', { name: 'Send me a sign-in link' }).click()
  await expect(page.getByRole('main')).toContainText('The server could not be reached')
  await expect(page.getByLabel('Mail address')).toHaveValue('ada@example.com')
  await context.setOffline(false)
  await page.getByRole('button', { name: 'Send me a sign-in link' }).click()
  await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible()
})
