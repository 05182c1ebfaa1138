import { expect, type Page } from '@playwright/test'
import { press, testWithServers } from './own-servers'
import { payWith } from './hosted-pages'
import { auditProblems, balanceOf, cards, headerMeter, mailsTo, signInAsNew } from './steps'

const credits = (amount: number) => amount * 1_000_000

const test = testWithServers('clock')

test.describe.configure({ mode: 'serial' })
test.setTimeout(180_000)

async function subscribe(page: Page): Promise<void> {
  await signInAsNew(page, '/billing')
  await page.goto('/pricing')
  await page.getByRole('button', { name: /Choose Pro/ }).click()
  await payWith(page, cards.success)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect.poll(() => balanceOf(page)).toBe(credits(1_100))
}

test('the next renewal, by the panel: paid, credited, and told on the billing page', async ({
  page,
  servers,
}) => {
  await subscribe(page)
  expect(await press(page, servers, 'Next renewal')).toContain('1 paid')

  // Half of a month's credits go over into the next, and Free's are past.
  await page.goto('/billing')
  await expect.poll(() => balanceOf(page)).toBe(credits(1_500))
  await expect(page.getByRole('complementary', { name: 'Sandbox' })).toContainText('It is')
  await expect(page.getByRole('main')).toContainText('$20.00')
  await expect(headerMeter(page)).toContainText('1,500')
  expect(await auditProblems()).toEqual([])
})

test('a month further: one more renewal, and nobody is signed out', async ({ page, servers }) => {
  await subscribe(page)
  await press(page, servers, 'Next month')
  await press(page, servers, 'Next day')
  await page.goto('/billing')
  await expect(page).toHaveURL('/billing')
  await expect.poll(() => balanceOf(page)).toBe(credits(1_500))
  expect(await auditProblems()).toEqual([])
})

test('a trial becomes a paid plan, by the panel', async ({ page, servers }) => {
  const address = await signInAsNew(page, '/pricing')
  await page.getByRole('button', { name: /^Try Pro for 14 days/ }).click()
  await payWith(page, cards.success)
  await expect.poll(() => balanceOf(page)).toBe(credits(300))
  expect(await press(page, servers, 'Next renewal')).toContain('1 paid')

  // The trial's own credits have ended with it; what was free lasts out its month.
  await page.goto('/billing')
  await expect.poll(() => balanceOf(page)).toBe(credits(1_100))
  await expect(page.getByText(/^The trial ends on /)).toHaveCount(0)
  await expect(page.getByText(/^Renews on /)).toBeVisible()
  await expect(page.getByRole('main')).toContainText('$20.00')
  await expect
    .poll(() => mailsTo(page, address))
    .toEqual(
      expect.arrayContaining([expect.stringContaining('trial'), 'Your Pro plan has started']),
    )
  expect(await auditProblems()).toEqual([])
})
