import { expect, test, type Page } from '@playwright/test'
import { chargeFailingCard, leavePortal, payWith, untilCheckout, untilPortal } from './hosted-pages'
import { auditProblems, balanceOf, cards, mailsTo, signInAsNew } from './steps'
import { violations } from '@/tests/support/looks'

const credit = 1_000_000

/** A new user on a monthly plan, standing on billing. */
async function subscribe(page: Page, plan: 'Pro' | 'Business'): Promise<string> {
  const address = await signInAsNew(page, '/pricing')
  await page.getByRole('button', { name: `Choose ${plan}, monthly` }).click()
  await untilCheckout(page)
  await payWith(page, cards.success)
  await expect(page.getByRole('heading', { name: `You are on ${plan}` })).toBeVisible()
  await page.goto('/billing')
  return address
}

test('an upgrade: the exact bill, one click, plan and credits at once', async ({ page }) => {
  await subscribe(page, 'Pro')
  const before = await balanceOf(page)
  await page.getByRole('link', { name: 'Change the plan' }).click()
  await page.getByRole('link', { name: 'Change to Business' }).click()
  await expect(page.getByRole('heading', { name: 'Change to Business' })).toBeVisible()
  await expect(page.getByText('Due now')).toBeVisible()
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: /^Pay \$60\.00 and change$/ }).click()
  await page.waitForURL(/\/billing$/)
  const plan = page.getByRole('region', { name: 'Plan' })
  await expect(plan.getByText('Business', { exact: true })).toBeVisible()
  const gained = (await balanceOf(page)) - before
  expect(gained).toBeGreaterThan(3_990 * credit)
  expect(gained).toBeLessThanOrEqual(4_000 * credit)
  expect(await auditProblems()).toEqual([])
})

test('an upgrade whose card is declined: said why, the old plan stays, and it can still be paid', async ({
  page,
}) => {
  const address = await subscribe(page, 'Pro')
  const before = await balanceOf(page)
  await chargeFailingCard(address)
  await page.goto('/billing/change?plan=business&interval=month')
  await page.getByRole('button', { name: /^Pay \$\d+\.\d\d and change$/ }).click()
  const refused = page.getByRole('alert').filter({ hasText: 'The payment did not go through' })
  await expect(refused).toContainText('Nothing was charged, and you are on Pro as before.')
  await expect(refused.getByRole('link', { name: 'Pay with another card' })).toBeVisible()
  expect(await violations(page)).toEqual([])
  await page.goto('/billing')
  await expect(page.getByText('The change to Business waits for its payment')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Finish the payment' })).toBeVisible()
  const plan = page.getByRole('region', { name: 'Plan' })
  await expect(plan.getByText('Pro', { exact: true })).toBeVisible()
  expect(await balanceOf(page)).toBe(before)
  expect(await auditProblems()).toEqual([])
})

test('a downgrade waits, and is taken back with one click', async ({ page }) => {
  await subscribe(page, 'Business')
  const before = await balanceOf(page)
  await page.goto('/billing/change?plan=pro&interval=month')
  await page.getByRole('button', { name: /^Change on / }).click()
  await page.waitForURL(/\/billing$/)
  await expect(page.getByText(/you change to Pro, monthly/)).toBeVisible()
  await page.getByRole('button', { name: 'Keep Business' }).click()
  await expect(page.getByText(/you change to Pro, monthly/)).toHaveCount(0)
  expect(await balanceOf(page)).toBe(before)
})

test('cancel and resume', async ({ page }) => {
  await subscribe(page, 'Pro')
  await page.getByRole('button', { name: 'Cancel Pro' }).click()
  const dialog = page.getByRole('dialog', { name: 'Cancel Pro' })
  await expect(dialog).toContainText('Credits you bought stay')
  expect(await violations(page, { only: '[role=dialog]' })).toEqual([])
  await dialog.getByRole('button', { name: /^Cancel on / }).click()
  await expect(page.getByText(/^Pro ends on /)).toBeVisible()
  await page.getByRole('button', { name: 'Resume Pro' }).click()
  await expect(page.getByText(/^Pro ends on /)).toHaveCount(0)
  await expect(page.getByText(/^Renews on /)).toBeVisible()
})

test('a trial costs nothing and brings its own credits, once', async ({ page }) => {
  const address = await signInAsNew(page, '/pricing')
  await page.getByRole('button', { name: /^Try Pro for 14 days/ }).click()
  await untilCheckout(page)
  await payWith(page, cards.success)
  await expect(page.getByRole('heading', { name: 'You are on Pro' })).toBeVisible()
  expect(await balanceOf(page)).toBe(300 * credit)
  await page.goto('/billing')
  await expect(page.getByText(/^The trial ends on /)).toBeVisible()
  await page.goto('/pricing')
  await expect(page.getByRole('button', { name: /^Try Pro/ })).toHaveCount(0)
  expect(await mailsTo(page, address)).not.toContain('Payment received')
})

test('the portal opens and leads back', async ({ page }) => {
  await subscribe(page, 'Pro')
  await page.getByRole('button', { name: 'Card and invoices' }).click()
  await untilPortal(page)
  await expect(page.getByText(/Visa (····|••••) 4242/).first()).toBeVisible()
  await leavePortal(page)
  await page.waitForURL(/\/billing$/)
})

test('a change that names nothing of the catalogue is not found; without a plan it says so', async ({
  page,
}) => {
  await signInAsNew(page, '/billing')
  await page.goto('/billing/change?plan=gold&interval=month')
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/not|no /i)
  await page.goto('/billing/change?plan=pro&interval=month')
  await expect(
    page.getByRole('heading', { name: 'The plan cannot be changed just now' }),
  ).toBeVisible()
  await expect(page.getByText('Nothing was charged')).toBeVisible()
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } })

  test('bill and plan section fit', async ({ page }) => {
    await subscribe(page, 'Pro')
    for (const path of ['/billing', '/billing/change?plan=business&interval=year']) {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(overflow).toBe(0)
    }
  })
})
