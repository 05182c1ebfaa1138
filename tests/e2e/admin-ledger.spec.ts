import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { withClient } from '@/sandbox/postgres'
import { databaseUrl } from '@/tests/support/e2e'
import { signInAsNew } from './steps'

const violations = async (page: Page) =>
  (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)

const run = (sql: string, values: unknown[]) =>
  withClient(databaseUrl(), (client) => client.query(sql, values))

/** A balance that moved without an entry, as only somebody at the database's console can do it. */
const corrupt = (address: string, by: number) =>
  run(
    `update "CreditAccount" set available = available + $2
     where "userId" = (select id from "User" where email = $1)`,
    [address, by],
  )

test('for anybody but the owner there is no ledger page', async ({ page, request }) => {
  expect((await request.get('/admin/ledger')).status()).toBe(404)
  await signInAsNew(page)
  expect((await page.goto('/admin/ledger'))?.status()).toBe(404)
})

test('the owner audits the ledger, reads what is wrong, and sees it gone once it is', async ({
  page,
}) => {
  const owner = await signInAsNew(page)
  await run(`update "User" set role = 'admin' where email = $1`, [owner])
  await page.goto('/admin')
  await page
    .getByRole('navigation', { name: 'Admin' })
    .getByRole('link', { name: 'Ledger' })
    .click()
  await expect(page.getByRole('heading', { name: 'Ledger', level: 1 })).toBeVisible()

  await corrupt(owner, 1)
  try {
    await page.getByRole('button', { name: 'Audit everything' }).click()
    await expect(page.getByRole('alert').filter({ hasText: 'found' })).toBeVisible()
    const problems = page.getByRole('region', { name: 'Problems' })
    await expect(problems.getByRole('heading', { name: owner })).toBeVisible()
    await expect(problems.getByText('Balance differs from the statement').first()).toBeVisible()
    await expect(
      problems.getByText(/^The account has 100\.000001 credits, its/).first(),
    ).toBeVisible()
    expect(await violations(page)).toEqual([])
  } finally {
    await corrupt(owner, -1)
  }
  await page.getByRole('button', { name: 'Audit what moved' }).click()
  await expect(page.getByRole('heading', { name: owner })).toHaveCount(0)
  await expect(
    page.getByRole('region', { name: 'Audits' }).getByRole('listitem').first(),
  ).toContainText('what moved')
  expect(await violations(page)).toEqual([])
})
