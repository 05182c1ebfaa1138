import { expect, test } from '@playwright/test'
import { withClient } from '@/sandbox/postgres'
import { databaseUrl } from '@/tests/support/e2e'
import { violations } from '@/tests/support/looks'
import { signInAsNew } from './steps'

const run = (sql: string, values: unknown[]) =>
  withClient(databaseUrl(), (client) => client.query(sql, values))

/** An audit that found this user's balance wrong. Only its record: the ledger itself is shared with the other specs. */
const recordFinding = (address: string) =>
  run(
    `insert into "AuditRun" (kind, "finishedAt", accounts, problems, findings)
     select 'full', clock_timestamp(), 1, 1, jsonb_build_array(jsonb_build_object(
       'userId', id, 'problem', 'balance differs from the statement', 'subject', 'account',
       'expected', '100000000', 'found', '100000001'))
     from "User" where email = $1`,
    [address],
  )

test('for anybody but the owner there is no ledger page', async ({ page, request }) => {
  expect((await request.get('/admin/ledger')).status()).toBe(404)
  await signInAsNew(page)
  expect((await page.goto('/admin/ledger'))?.status()).toBe(404)
})

test('the owner reads what an audit found, audits anew, and sees it gone', async ({ page }) => {
  const owner = await signInAsNew(page)
  await run(`update "User" set role = 'admin' where email = $1`, [owner])
  await page.goto('/admin')
  await page
    .getByRole('navigation', { name: 'Admin' })
    .getByRole('link', { name: 'Ledger' })
    .click()
  await expect(page.getByRole('heading', { name: 'Ledger', level: 1 })).toBeVisible()

  const found = page.getByRole('region', { name: 'Problems' })
  // Again should the scheduled audit, which another spec may call, have come in between.
  await expect(async () => {
    await recordFinding(owner)
    await page.reload()
    await expect(found.getByRole('heading', { name: owner })).toBeVisible({ timeout: 2_000 })
  }).toPass()
  await expect(page.getByRole('alert').filter({ hasText: '1 problem found' })).toBeVisible()
  await expect(
    found.getByText('The account has 100.000001 credits, its statement comes to 100 credits.'),
  ).toBeVisible()
  expect(await violations(page)).toEqual([])

  await page.getByRole('button', { name: 'Audit everything' }).click()
  await expect(page.getByText('Balances and statement agree')).toBeVisible()
  await expect(found).toHaveCount(0)
  await page.getByRole('button', { name: 'Audit what moved' }).click()
  const newest = page.getByRole('region', { name: 'Audits' }).getByRole('listitem').first()
  await expect(newest).toContainText('what moved')
  await expect(newest).toContainText('ok')
  expect(await violations(page)).toEqual([])
})
