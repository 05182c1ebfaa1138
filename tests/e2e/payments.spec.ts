import { expect, test, type Page } from '@playwright/test'
import {
  account,
  answerBank,
  holdWebhooks,
  leaveCheckout,
  payWith,
  refusal,
  sessionOf,
  untilCheckout,
} from './hosted-pages'
import { balanceOf, cards, headerMeter, signInAsNew } from './steps'
import { violations } from '@/tests/support/looks'

const free = 100_000_000

async function openPack(page: Page): Promise<void> {
  await page.goto('/billing')
  await page.getByRole('button', { name: /Buy.*250/ }).click()
  await untilCheckout(page)
}

test('a declined card is told in place, grants nothing, and another card may pay', async ({
  page,
}) => {
  await signInAsNew(page, '/billing')
  await openPack(page)
  await payWith(page, cards.declined)
  await expect(refusal(page, /declined/i)).toBeVisible()
  await payWith(page, cards.insufficientFunds)
  await expect(refusal(page, /insufficient funds/i)).toBeVisible()
  expect(await balanceOf(page)).toBe(free)

  await payWith(page, cards.success)
  await expect(page.getByRole('heading', { name: 'Credits added' })).toBeVisible()
  expect(await balanceOf(page)).toBe(free + 250_000_000)
})

test('3-D Secure: failed charges nothing, completed pays', async ({ page }) => {
  await signInAsNew(page, '/billing')
  await openPack(page)
  await payWith(page, cards.threeDSecure)
  await answerBank(page, 'fail')
  await expect(refusal(page, /authenticat|confirm/i)).toBeVisible()
  expect(await balanceOf(page)).toBe(free)

  await payWith(page, cards.threeDSecure)
  await answerBank(page, 'complete')
  await expect(page.getByRole('heading', { name: 'Credits added' })).toBeVisible()
  expect(await balanceOf(page)).toBe(free + 250_000_000)
})

test('a checkout that is left says that nothing was charged', async ({ page }) => {
  await signInAsNew(page, '/billing')
  await openPack(page)
  await leaveCheckout(page)
  await expect(page.getByRole('heading', { name: 'Nothing was charged' })).toBeVisible()
  expect(await balanceOf(page)).toBe(free)
})

test('the return page by itself grants nothing and shows no payment that did not happen', async ({
  page,
}) => {
  await signInAsNew(page, '/billing')
  await openPack(page)
  const session = sessionOf(page)
  await page.goto(`/billing/return?session_id=${session}`)
  await expect(page.getByRole('heading', { name: 'Credits added' })).toHaveCount(0)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  expect(await balanceOf(page)).toBe(free)
})

test('two tabs: a purchase in one is seen in the other', async ({ page, context }) => {
  await signInAsNew(page, '/billing')
  const other = await context.newPage()
  await other.goto('/usage')
  await expect(headerMeter(other)).toContainText('100')
  await openPack(page)
  await payWith(page, cards.success)
  await expect(page.getByRole('heading', { name: 'Credits added' })).toBeVisible()
  await expect(headerMeter(other)).toContainText('350')
})

test('a double click opens one checkout, and a second tab finds the same one', async ({
  page,
  context,
}) => {
  await signInAsNew(page, '/billing')
  const other = await context.newPage()
  await other.goto('/billing')
  await page.getByRole('button', { name: /Buy.*250/ }).dblclick()
  await other.getByRole('button', { name: /Buy.*250/ }).click()
  await untilCheckout(page)
  await untilCheckout(other)
  expect(sessionOf(other)).toBe(sessionOf(page))
})

test('the return page waits for a late webhook, and turns by itself', async ({ page }) => {
  await signInAsNew(page, '/billing')
  await openPack(page)
  await holdWebhooks(page, true)
  try {
    await payWith(page, cards.success)
    await expect(
      page.getByRole('heading', { name: 'Waiting for the payment to arrive' }),
    ).toBeVisible()
    expect(await violations(page)).toEqual([])
    expect(await balanceOf(page)).toBe(free)
  } finally {
    await holdWebhooks(page, false)
  }
  await expect(page.getByRole('heading', { name: 'Credits added' })).toBeVisible()
  await expect(headerMeter(page)).toContainText('350')
})

test('a checkout that ran out says so, and that nothing was charged', async ({ page }) => {
  await signInAsNew(page, '/billing')
  await openPack(page)
  const session = sessionOf(page)
  await account().checkout.sessions.expire(session)
  await page.goto(`/billing/return?session_id=${session}`)
  await expect(page.getByRole('heading', { name: 'The checkout has ended' })).toBeVisible()
  await expect(page.getByRole('main')).toContainText(/nothing was charged/i)
  expect(await balanceOf(page)).toBe(free)
})
