import { expect, test, type Page } from '@playwright/test'
import { withClient } from '@/sandbox/postgres'
import { databaseUrl } from '@/tests/support/e2e'
import { balanceOf, examine, newAddress, signInAsNew } from './steps'
import { signInByLink } from '@/tests/support/sign-in'

const makeOwner = (address: string) =>
  withClient(databaseUrl(), (client) =>
    client.query(`update "User" set role = 'admin' where email = $1`, [address]),
  )

const canUse = (page: Page) => page.getByRole('region', { name: 'What you can use' })
const row = (page: Page, name: string) =>
  canUse(page).getByRole('listitem').filter({ hasText: name })

test('for anybody but the owner there is no access page', async ({ page, request }) => {
  expect((await request.get('/admin/access')).status()).toBe(404)
  await signInAsNew(page)
  expect((await page.goto('/admin/access'))?.status()).toBe(404)
})

test('FEATURES 4.4: a code is made and redeemed; the owner grants and revokes', async ({
  page,
  browser,
}) => {
  test.setTimeout(120_000)
  const code = `LAUNCH-${Date.now().toString(36).toUpperCase()}`
  const owner = await signInAsNew(page)
  await makeOwner(owner)

  // The owner makes a code.
  await page.goto('/admin')
  await page
    .getByRole('navigation', { name: 'Admin' })
    .getByRole('link', { name: 'Access' })
    .click()
  const form = page.getByRole('form', { name: 'New code' })
  await form.getByRole('button', { name: 'Make the code' }).click()
  await expect(form.getByText('A code has 3 to 32 letters, digits and hyphens.')).toBeVisible()
  await form.getByLabel('Code', { exact: true }).fill(code.toLowerCase())
  await form.getByLabel('Credits').fill('25')
  await form.getByLabel('Days they last').fill('30')
  await form.getByLabel('Images').check()
  await form.getByLabel('Days that features and limits last').fill('14')
  await form.getByRole('button', { name: 'Make the code' }).click()
  const codes = page.getByRole('region', { name: 'Codes' })
  const made = codes.getByRole('listitem').filter({ hasText: code })
  await expect(made).toContainText('0 redeemed')

  // Somebody new follows its link through sign-in.
  const theirs = await browser.newContext()
  const user = await theirs.newPage()
  const address = newAddress()
  await signInByLink(user, address, '/billing')
  await expect(row(user, 'Images')).toContainText('not included')
  const before = await balanceOf(user)
  await user.goto(`/redeem/${code}`)
  await expect(user).toHaveURL(`/billing?code=${code}#code`)
  const redeem = user.getByRole('region', { name: 'Redeem a code' })
  await expect(redeem.getByLabel('Code')).toHaveValue(code)
  await redeem.getByLabel('Code').fill('NOT-A-CODE')
  await redeem.getByRole('button', { name: 'Redeem' }).click()
  await expect(redeem.getByRole('alert')).toContainText('There is no code NOT-A-CODE.')
  await redeem.getByLabel('Code').fill(code)
  await redeem.getByLabel('Code').press('Enter')
  await expect(redeem.getByRole('status')).toContainText(`${code} is yours`)
  expect(await balanceOf(user)).toBe(before + 25_000_000)
  await expect(row(user, 'Images')).toContainText('yes')
  await row(user, 'Images').getByText('Images').click()
  await expect(row(user, 'Images')).toContainText(`Promotion ${code} until`)
  await expect(row(user, 'Images')).toContainText('Included in Pro, Business and Enterprise')
  await redeem.getByRole('button', { name: 'Redeem' }).click()
  await expect(redeem.getByRole('alert')).toContainText('already')
  await examine(user)

  // The owner grants a limit and credits, and sees why the rest is theirs.
  await page.getByLabel('Mail address of a user').fill(address)
  await page.getByRole('button', { name: 'Find' }).click()
  await expect(page.getByRole('region', { name: 'Granted' })).toContainText(code)
  const grant = page.getByRole('form', { name: 'Grant access' })
  await grant.getByLabel('What').selectOption('API keys')
  await grant.getByLabel('New limit').fill('5')
  await grant.getByLabel('Last day, in UTC').fill('2099-03-01')
  await grant.getByLabel('Reason').fill('beta tester')
  await grant.getByRole('button', { name: 'Grant' }).click()
  await expect(grant.getByText('Granted.')).toBeVisible()
  const give = page.getByRole('form', { name: 'Grant credits' })
  await give.getByLabel('Credits').fill('10')
  await give.getByLabel('Reason').fill('for the trouble')
  await give.getByRole('button', { name: 'Give credits' }).click()
  await expect(give.getByText('Given.')).toBeVisible()
  await expect(made).toContainText('1 redeemed')
  await examine(page)

  await user.goto('/billing')
  await row(user, 'API keys').getByText('API keys').click()
  await expect(row(user, 'API keys')).toContainText(
    'Granted by the owner until 1 March 2099: beta tester',
  )
  expect(await balanceOf(user)).toBe(before + 35_000_000)

  // And takes both back.
  await page.getByRole('button', { name: 'Revoke API keys: 5' }).click()
  await expect(page.getByRole('region', { name: 'Granted' })).toContainText('revoked')
  await page.getByRole('button', { name: 'Take back what is left: for the trouble' }).click()
  await expect(page.getByRole('region', { name: 'Credits' })).toContainText('0 cr left')
  await made.getByRole('button', { name: 'Withdraw' }).click()
  await expect(made).toContainText('withdrawn')
  await user.reload()
  await row(user, 'API keys').getByText('API keys').click()
  await expect(row(user, 'API keys')).toContainText('Free plan')
  expect(await balanceOf(user)).toBe(before + 25_000_000)
  await theirs.close()
})
