import { expect, test } from '@playwright/test'
import { withClient } from '@/sandbox/postgres'
import { databaseUrl } from '@/tests/support/e2e'
import { signInByLink } from '@/tests/support/sign-in'
import { composer, examine, newAddress, signInAsNew } from './steps'

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

test('without a connection a form keeps what was typed, says so, and works when it is back', async ({
  page,
  context,
}) => {
  const unreached = page.getByText('The server could not be reached')
  await page.goto('/sign-in', { waitUntil: 'networkidle' })
  const mail = page.getByLabel('Mail address')
  const send = page.getByRole('button', { name: 'Send me a sign-in link' })
  const address = newAddress()
  await mail.fill(address)
  await context.setOffline(true)
  await send.click()
  await expect(unreached).toBeVisible()
  await expect(mail).toHaveValue(address)
  await context.setOffline(false)
  await send.click()
  await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible()

  await signInByLink(page, address, '/settings')
  const name = page.getByLabel('Name')
  const save = page.getByRole('button', { name: 'Save' })
  await page.waitForLoadState('networkidle')
  await context.setOffline(true)
  await name.fill('Ada')
  await save.click()
  await expect(unreached).toBeVisible()
  await expect(name).toHaveValue('Ada')
  await context.setOffline(false)
  await save.click()
  await expect(page.getByText('Saved.')).toBeVisible()
  await page.reload()
  await expect(name).toHaveValue('Ada')
})
