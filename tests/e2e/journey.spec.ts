import { expect, test } from '@playwright/test'
import { payWith } from './hosted-pages'
import { signInByLink } from '@/tests/support/sign-in'
import {
  answers,
  ask,
  balanceOf,
  cards,
  composer,
  headerMeter,
  leaveCredits,
  mailsTo,
  newAddress,
  outOfCredits,
} from './steps'

const question = 'What is my balance?'

const longQuestion = `Explain this: ${'lorem ipsum dolor sit amet '.repeat(140)}`.trim()

test('from the home page to an explained bill', async ({ page }) => {
  test.setTimeout(180_000)
  await page.goto('/')
  await page.getByRole('link', { name: 'Pricing' }).first().click()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()

  const address = newAddress()
  await signInByLink(page, address)
  await expect(headerMeter(page)).toContainText('100')
  expect(await balanceOf(page)).toBe(100_000_000)

  // The balance falls by exactly what the message shows it cost.
  const cost = await ask(page, question)
  expect(cost).toBeGreaterThan(0)
  expect(await balanceOf(page)).toBe(100_000_000 - cost)
  const shown = await headerMeter(page).innerText()
  expect(Number.parseFloat(shown)).toBeCloseTo(Math.floor((100_000_000 - cost) / 1_000) / 1_000, 3)

  // On until the credits do not suffice. Free answers ten messages a minute, so most of the hundred goes at once, as by
  // another program of the same user; the last ones are spent here.
  await leaveCredits(address, 15_000_000)
  const refused = outOfCredits(page)
  for (let turn = 0; turn < 8 && !(await refused.isVisible()); turn += 1) {
    const before = await answers(page).count()
    await composer(page).fill(longQuestion)
    await composer(page).press('Enter')
    await expect(
      refused.or(answers(page).nth(before).getByRole('button', { name: 'Answer again' })),
    ).toBeVisible({ timeout: 45_000 })
  }
  await expect(refused).toContainText('Nothing was charged')
  await expect(composer(page)).toHaveValue(longQuestion)
  const refusedAt = await balanceOf(page)
  const answered = await answers(page).count()

  // A top-up in place, and back to the draft.
  await refused.getByRole('button', { name: 'Buy 250 credits' }).click()
  await payWith(page, cards.success)
  await page.waitForURL(/\/billing\/return/)
  await expect(page.getByRole('heading', { name: 'Credits added' })).toBeVisible()
  expect(await balanceOf(page)).toBe(refusedAt + 250_000_000)
  await expect(headerMeter(page)).toContainText(
    `${Math.floor((refusedAt + 250_000_000) / 1_000_000)}`,
  )
  await page.getByRole('link', { name: 'Back to your message' }).click()
  await expect(composer(page)).toHaveValue(longQuestion)
  await expect(answers(page)).toHaveCount(answered)
  await composer(page).press('Enter')
  await expect(
    answers(page).nth(answered).getByRole('button', { name: 'Answer again' }),
  ).toBeVisible({ timeout: 45_000 })
  const afterDraft = await balanceOf(page)
  expect(afterDraft).toBeLessThan(refusedAt + 250_000_000)
  await expect
    .poll(async () => (await mailsTo(page, address))[0])
    .toMatch(/payment|receipt|credits/i)

  // A plan, by Server Action and hosted checkout.
  await page.goto('/pricing')
  await page.getByRole('button', { name: /Choose Pro/ }).click()
  await payWith(page, cards.success)
  await page.waitForURL(/\/billing\/return/)
  await expect(page.getByRole('heading', { name: 'You are on Pro' })).toBeVisible()
  expect(await balanceOf(page)).toBe(afterDraft + 1_000_000_000)

  await page.goto('/billing')
  await expect(page.getByRole('main')).toContainText('Pro')
  await expect(page.getByRole('main')).toContainText('$20.00')
  await expect(page.getByRole('main')).toContainText('$6.00')

  // Every line is explained.
  await page.goto('/usage')
  const lines = page.locator('details')
  await expect(lines.filter({ hasText: 'Plan credits' })).toHaveCount(2) // Free's hundred, Pro's thousand
  await expect(lines.filter({ hasText: 'Top-up' })).toHaveCount(1)
  for (const line of await lines.all()) {
    await line.locator('summary').click()
    await expect(line).toContainText(/tokens in|payment|Free|Pro|allowance/i)
  }

  await page.getByRole('button', { name: 'Account menu' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.waitForURL((url) => url.pathname === '/' || url.pathname.startsWith('/sign-in'))
  await page.goto('/usage')
  await page.waitForURL(/\/sign-in/)
})
