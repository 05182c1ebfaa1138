import { expect, test, type Page } from '@playwright/test'
import { payWith } from './hosted-pages'
import { violations } from '@/tests/support/looks'
import {
  ask,
  auditProblems,
  balanceOf,
  cards,
  headerMeter,
  leaveCredits,
  runJobs,
  signInAsNew,
} from './steps'

const credits = (amount: number) => amount * 1_000_000

/** Opens the form of a section, agrees and presses its button. */
async function agreeTo(page: Page, section: 'Auto top-up' | 'Overage'): Promise<void> {
  await page.getByRole('region', { name: section }).getByRole('button', { name: 'Turn on' }).click()
  const form = page.getByRole('dialog', { name: section })
  const turnOn = form.getByRole('button', { name: 'Turn on' })
  await turnOn.click()
  // Without the consent the browser does not send it.
  await expect(form).toBeVisible()
  await form.getByRole('checkbox').check()
  await turnOn.click()
  await expect(form).toBeHidden()
}

test('auto top-up: agreed to, in want of a card, kept with the first pack, bought by itself, turned off', async ({
  page,
}) => {
  const address = await signInAsNew(page, '/billing')
  const section = page.getByRole('region', { name: 'Auto top-up' })
  await expect(section).toContainText('Off.')
  await agreeTo(page, 'Auto top-up')
  await expect(section).toContainText('$6.00')

  await leaveCredits(address, credits(5))
  await runJobs(page)
  await page.reload()
  await expect(section).toContainText('No card is kept')
  expect(await violations(page)).toEqual([])

  await page.getByRole('button', { name: /Buy.*250/ }).click()
  await payWith(page, cards.success)
  await expect.poll(() => balanceOf(page)).toBe(credits(255))

  await leaveCredits(address, credits(5))
  await runJobs(page)
  await expect.poll(() => balanceOf(page)).toBe(credits(255))
  await page.goto('/billing')
  await expect(section).toContainText('Visa •••• 4242')
  await expect(page.getByRole('list', { name: 'Last automatic top-ups' })).toContainText('Bought')

  await section.getByRole('button', { name: 'Turn off' }).click()
  await expect(section).toContainText('Off.')
  await leaveCredits(address, credits(5))
  await runJobs(page)
  expect(await balanceOf(page)).toBe(credits(5))
  expect(await auditProblems()).toEqual([])
})

test('overage: not on Free; on Pro it goes on past the balance and says what it will cost', async ({
  page,
}) => {
  const address = await signInAsNew(page, '/billing')
  const section = page.getByRole('region', { name: 'Overage' })
  await expect(section).toContainText('monthly plan')
  await page.goto('/pricing')
  await page.getByRole('button', { name: /Choose Pro/ }).click()
  await payWith(page, cards.success)
  await expect.poll(() => balanceOf(page)).toBeGreaterThan(credits(100))

  await page.goto('/billing')
  await agreeTo(page, 'Overage')
  await expect(section).toContainText('$25.00')
  await leaveCredits(address, 0)

  await page.goto('/assistant')
  const cost = await ask(page, 'What is a credit?')
  expect(cost).toBeGreaterThan(0)
  expect(await balanceOf(page)).toBe(0)
  await expect(headerMeter(page)).toContainText('overage on')
  await page.goto('/billing')
  await expect(section).toContainText('used since the period began')
  expect(await violations(page)).toEqual([])

  await section.getByRole('button', { name: 'Turn off' }).click()
  await expect(section).toContainText('Off.')
  expect(await auditProblems()).toEqual([])
})
