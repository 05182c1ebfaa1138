import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { ask, signInAsNew } from './steps'

test('the statement is narrowed, opened and taken away as a file', async ({ page }) => {
  test.setTimeout(120_000)
  await signInAsNew(page)
  await ask(page, 'What do the models cost?')
  await page.goto('/usage')
  const lines = page.locator('#statement-lines > li')
  await expect(lines).toHaveCount(2)

  await page.getByRole('link', { name: 'Spent', exact: true }).click()
  await expect(page).toHaveURL(/kind=spent/)
  await expect(lines).toHaveCount(1)
  await page.reload()
  await expect(lines).toHaveCount(1)

  await lines.first().locator('summary').focus()
  await page.keyboard.press('Enter')
  await expect(lines.first()).toContainText('tokens in')
  await expect(lines.first()).toContainText('per 1,000,000 tokens')
  await expect(lines.first()).toContainText('Burnt from')

  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download as CSV' }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^credits-spent-until-[\d-]+\.csv$/)
  const rows = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n')
  expect(rows.length).toBeGreaterThan(1)
  expect(rows.slice(1).every((row) => row.includes(',burn,'))).toBe(true)

  await page.getByLabel('To (UTC)').fill('2020-01-01')
  await page.getByRole('button', { name: 'Show' }).click()
  await expect(page.getByText('Nothing fits these filters')).toBeVisible()
  await expect(page).toHaveURL(/kind=spent.*to=2020-01-01/)
  await page.getByRole('link', { name: 'Clear filters' }).last().click()
  await expect(page).toHaveURL(/\/usage$/)
  await expect(lines).toHaveCount(2)
})

test('nonsense in the address reads the statement; a stranger gets no file', async ({
  page,
  request,
}) => {
  await signInAsNew(page, '/usage')
  await page.goto('/usage?kind=x&from=2026-02-31&model=%00&before=-1')
  await expect(page.locator('#statement-lines > li')).toHaveCount(1)
  expect((await page.request.get('/api/usage/export?format=pdf')).status()).toBe(400)
  const refused = await request.get('/api/usage/export?format=csv')
  expect(refused.status()).toBe(401)
  expect(await refused.json()).toMatchObject({ code: 'unauthorized' })
})
