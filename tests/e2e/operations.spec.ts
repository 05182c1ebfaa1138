import { expect, test, type Page } from '@playwright/test'
import { withClient } from '@/sandbox/postgres'
import { databaseUrl, sandboxUrl } from '@/tests/support/e2e'
import { assertLooks, show, themes } from '@/tests/support/looks'
import {
  answers,
  ask,
  auditProblems,
  balanceOf,
  leaveCredits,
  outOfCredits,
  signInAsNew,
} from './steps'

const chooser = (page: Page) => page.getByRole('button', { name: /^Model:/ })

/** As a payment would, without one: that is for other specs. */
const givePlan = (address: string, planKey: string) =>
  withClient(databaseUrl(), (client) =>
    client.query(
      `insert into "UserPlan" ("userId", "planKey", "updatedAt") select id, $2, now() from "User" where email = $1
       on conflict ("userId") do update set "planKey" = excluded."planKey"`,
      [address, planKey],
    ),
  )

/** In both themes, one at each width. */
async function looksGood(page: Page): Promise<void> {
  for (const look of themes) {
    await show(page, look)
    await assertLooks(page, look)
  }
  await page.setViewportSize({ width: 1280, height: 800 })
}

test('models, images and reviews by plan: chosen, priced before the click, charged once, explained', async ({
  page,
}) => {
  test.setTimeout(180_000)
  const address = await signInAsNew(page)

  // Free: the small models are open, the large one says what it takes and where to get it.
  await chooser(page).focus()
  await page.keyboard.press('Enter')
  const offered = page.getByRole('menuitemradio')
  await expect(offered).toHaveText([/GPT-5 nano/, /GPT-5 mini/])
  const locked = page.getByRole('menuitem', { name: /GPT-5/ })
  await expect(locked).toContainText('Not in your plan')
  await expect(locked).toHaveAttribute('href', '/pricing')
  await assertLooks(page, themes[0]!)
  await offered.filter({ hasText: 'GPT-5 nano' }).press('Enter')
  await expect(chooser(page)).toHaveAccessibleName('Model: GPT-5 nano')
  await ask(page, 'What is my balance?')
  await page.reload()
  await expect(chooser(page)).toHaveAccessibleName('Model: GPT-5 nano')
  for (const path of ['/images', '/agents']) {
    await page.goto(path)
    await expect(page.getByText('not part of your plan')).toBeVisible()
    await expect(page.getByRole('link', { name: 'See the plans' })).toBeVisible()
  }

  await givePlan(address, 'pro')

  // A first provider that is down: the second answers, and the answer says so.
  await page.goto('/assistant')
  const provider = (mode: string) =>
    page.request.patch(`${sandboxUrl()}/api/switches`, { data: { model: { mode } } })
  await chooser(page).click()
  await page.getByRole('menuitemradio', { name: /^GPT-5 Hard|GPT-5.*Hard/ }).click()
  await provider('fail')
  try {
    await ask(page, 'Hello there')
  } finally {
    await provider('normal')
  }
  await expect(answers(page).first()).toContainText('Answered by our second provider')

  // An image: its price, what is held meanwhile, the picture, and why it was charged.
  await page.goto('/images')
  const before = await balanceOf(page)
  await page.getByLabel('What shall it show?').fill('A quiet lake in the mountains at dawn')
  await expect(page.getByText('costs 20 cr')).toBeVisible()
  await page.getByRole('button', { name: 'Make image' }).click()
  await expect(page.getByText('20 cr are held')).toBeVisible()
  const image = page.getByRole('img', { name: 'A quiet lake in the mountains at dawn' })
  await expect(image).toBeVisible()
  await expect
    .poll(() => image.evaluate((element) => (element as HTMLImageElement).naturalWidth))
    .toBe(1_024)
  expect(await balanceOf(page)).toBe(before - 20_000_000)
  await looksGood(page)
  const file = page.waitForEvent('download')
  await page.getByRole('link', { name: /^Download/ }).click()
  expect((await file).suggestedFilename()).toMatch(/^image-.*\.png$/)
  await page.getByRole('link', { name: 'Why was I charged?' }).click()
  await expect(page.locator('#statement-lines > li')).toHaveCount(1)
  await expect(page.locator('#statement-lines')).toContainText('1 image')

  // A review: steps with their costs, a report that is kept, one line that opens into its calls.
  await page.goto('/agents')
  await page.getByRole('button', { name: 'Start the review' }).click()
  const steps = page.getByRole('region', { name: 'Steps' }).getByRole('listitem')
  await expect(steps.first()).toContainText('Looked at spending')
  const report = page.getByRole('region', { name: 'Report' })
  await expect(report.getByRole('heading', { name: 'Suggestions' })).toBeVisible({
    timeout: 60_000,
  })
  await expect(page.getByRole('button', { name: 'Another review' })).toBeVisible()
  await expect(steps).toHaveCount(4)
  await looksGood(page)
  await page.getByRole('button', { name: 'Another review' }).click()
  await page.getByRole('region', { name: 'Earlier reviews' }).getByRole('link').first().click()
  await expect(report.getByRole('heading', { name: 'Suggestions' })).toBeVisible()
  await page.getByRole('link', { name: 'Why was I charged?' }).click()
  await expect(page.locator('#statement-lines > li')).toHaveCount(1)
  await expect(page.locator('#statement-lines')).toContainText('4 calls')

  // Stopped: what was done is kept and paid for.
  await page.goto('/agents')
  await page.getByRole('button', { name: 'Start the review' }).click()
  await expect(steps.first()).toContainText('Looked at spending')
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(report).toContainText('Only what was done by then was charged')

  // Out of credits: refused in place, the prompt stays, a top-up is offered.
  await leaveCredits(address, 5_000_000)
  await page.goto('/images')
  await expect(page.getByLabel('What shall it show?')).toHaveValue(/^A quiet lake/)
  await page.getByLabel('What shall it show?').fill('Midnight over the sea')
  await page.getByRole('button', { name: 'Make image' }).click()
  await expect(outOfCredits(page)).toContainText('Nothing was charged')
  await expect(page.getByLabel('What shall it show?')).toHaveValue('Midnight over the sea')
  await looksGood(page)
  await page.getByRole('button', { name: /^Delete/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('No images yet')).toBeVisible()
  expect(await auditProblems()).toEqual([])
})
