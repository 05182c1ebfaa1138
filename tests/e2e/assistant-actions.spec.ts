import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { payWith } from './hosted-pages'
import {
  answers,
  ask,
  auditProblems,
  balanceOf,
  cards,
  composer,
  examine,
  headerMeter,
  signInAsNew,
} from './steps'

/** A proposal's card, by what it is called to a screen reader. */
const proposal = (page: Page, name: RegExp | string) => page.getByRole('region', { name }).last()

const noViolations = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
}

test('each thing it looks up has its card, on a phone and for a screen reader too', async ({
  page,
}) => {
  test.slow()
  await signInAsNew(page)
  await ask(page, 'What is my balance?')
  await expect(answers(page).last()).toContainText('At this pace')
  await ask(page, 'Where did my credits go today, by model?')
  const spending = answers(page)
    .last()
    .getByRole('table', { name: /Credits spent/ })
  await expect(spending.getByRole('row', { name: /GPT-5 mini/ })).toBeVisible()
  await ask(page, 'Where did my credits go this week, by day?')
  const days = answers(page)
    .last()
    .getByRole('table', { name: /Credits spent/ })
  await expect(days.getByRole('row')).toHaveCount(2)
  await ask(page, 'Which plan am I on?')
  await expect(answers(page).last()).toContainText('Free')
  await ask(page, 'Show my payments')
  await expect(answers(page).last()).toContainText('No payments yet')
  await ask(page, 'What does an image cost?')
  await expect(answers(page).last()).toContainText('20 cr an image')
  await ask(page, 'What can I use?')
  await expect(answers(page).last()).toContainText('Not part of the Free plan')
  await ask(page, 'Why did my payment fail?')
  await expect(answers(page).last()).toContainText('Nothing is unpaid')
  await examine(page)
})

test('from Free to Business in the chat: subscribed, upgraded, cancelled and resumed by clicks alone', async ({
  page,
}) => {
  test.slow()
  await signInAsNew(page)
  await ask(page, 'Subscribe me to Pro')
  const subscribe = proposal(page, 'Proposal: subscribe to Pro')
  await subscribe.getByRole('radio', { name: /Pay from today/ }).check()
  await subscribe.getByRole('button', { name: 'Go to the payment page' }).click()
  await payWith(page, cards.success)
  await page.getByRole('link', { name: 'Back to your message' }).click({ timeout: 45_000 })
  await expect(proposal(page, 'Proposal: subscribe to Pro')).toContainText('You are on Pro')

  await ask(page, 'Upgrade me to Business')
  const upgrade = proposal(page, 'Proposal: Pro to Business')
  await noViolations(page)
  const before = await balanceOf(page)
  await upgrade.getByRole('button', { name: /^Pay \$\d+\.\d\d and change$/ }).click()
  await expect(upgrade).toContainText('You are on Business', { timeout: 30_000 })
  expect(await balanceOf(page)).toBeGreaterThan(before)
  await expect(headerMeter(page)).toContainText(/[4-6],\d{3}/)

  // Another tab shows the outcome, not the button.
  const other = await page.context().newPage()
  await other.goto(page.url())
  await expect(proposal(other, 'Proposal: Pro to Business')).toContainText('You are on Business')

  await ask(page, 'Cancel my plan')
  const cancel = proposal(page, 'Proposal: cancel Business')
  await cancel.getByRole('button', { name: 'Not now' }).click()
  await expect(cancel).toContainText('You said no. Nothing was done.')
  await cancel.getByRole('button', { name: 'Show it again' }).click()
  await cancel.getByRole('button', { name: /^Cancel on/ }).click()
  await expect(cancel).toContainText('Business ends on')
  await ask(page, 'Resume my plan')
  const resume = proposal(page, 'Proposal: resume Business')
  await resume.getByRole('button', { name: 'Resume Business' }).press('Enter')
  await expect(resume).toContainText('goes on and renews')
  await page.reload()
  await expect(proposal(page, 'Proposal: resume Business')).toContainText('goes on and renews')
  await expect(proposal(page, 'Proposal: cancel Business')).toContainText('Business ends on')
  // The tab that was open all the time has heard of it.
  await other.bringToFront()
  await expect(proposal(other, 'Proposal: resume Business')).toContainText('goes on and renews')
  await examine(page)
  expect(await auditProblems()).toEqual([])
})

test('an earlier question is asked in other words, and an answer is rated', async ({ page }) => {
  await signInAsNew(page)
  const first = await ask(page, 'Thanks')
  const second = await ask(page, 'Who are you?')
  await page.getByRole('button', { name: 'Edit the question' }).first().click()
  const field = page.getByRole('textbox', { name: 'Edited question' })
  await expect(field).toBeFocused()
  await noViolations(page)
  await page.keyboard.press('Escape')
  await expect(field).toHaveCount(0)
  await page.getByRole('button', { name: 'Edit the question' }).first().click()
  await field.fill('Hello')
  await expect(page.getByText('3 messages after it are removed')).toBeVisible()
  await page.getByRole('button', { name: 'Remove and send' }).click()
  await expect(answers(page)).toHaveCount(1)
  const answer = answers(page).last()
  await expect(answer.getByRole('button', { name: 'Answer again' })).toBeVisible()
  await expect(answer).toContainText('Hello')
  const third = Number(await answer.getByTestId('answer-cost').getAttribute('data-micro'))
  expect(await balanceOf(page)).toBe(100_000_000 - first - second - third)

  await answer.getByRole('button', { name: 'Bad answer' }).click()
  await answer.getByRole('textbox', { name: 'What was wrong with it?' }).fill('Too short.')
  await answer.getByRole('button', { name: 'Send comment' }).click()
  await expect(answer.getByRole('textbox')).toHaveCount(0)
  await page.reload()
  await expect(answers(page)).toHaveCount(1)
  const bad = answers(page).last().getByRole('button', { name: 'Bad answer' })
  await expect(bad).toHaveAttribute('aria-pressed', 'true')
  await bad.click()
  await expect(bad).toHaveAttribute('aria-pressed', 'false')
  await expect(composer(page)).toBeVisible()
})
