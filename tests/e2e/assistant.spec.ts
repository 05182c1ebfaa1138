import { expect, test } from '@playwright/test'
import { withClient } from '@/sandbox/postgres'
import { databaseUrl } from '@/tests/support/e2e'
import { violations } from '@/tests/support/looks'
import { untilCheckout } from './hosted-pages'
import {
  answers,
  ask,
  auditProblems,
  balanceOf,
  composer,
  headerMeter,
  leaveCredits,
  outOfCredits,
  signInAsNew,
} from './steps'

const longAnswer = 'Write 300 words about the history of bookkeeping'

test('without credits a message is refused before the model, and the draft stays', async ({
  page,
}) => {
  const address = await signInAsNew(page)
  await leaveCredits(address, 1_000)
  await page.reload()
  await composer(page).fill('What is my balance?')
  await composer(page).press('Enter')
  await expect(outOfCredits(page)).toContainText('Nothing was charged')
  await expect(composer(page)).toHaveValue('What is my balance?')
  await expect(answers(page)).toHaveCount(0)
  expect(await balanceOf(page)).toBe(1_000)
  expect(await violations(page)).toEqual([])

  await page.reload()
  await expect(composer(page)).toHaveValue('What is my balance?')
})

test('a page reloaded while the answer streams shows it whole, charged once', async ({ page }) => {
  await signInAsNew(page)
  await composer(page).fill(longAnswer)
  await composer(page).press('Enter')
  await expect(answers(page).first()).toContainText(/\w+ \w+ \w+ \w+/)
  await expect(page).toHaveURL(/\/assistant\/.+/)
  await page.reload()
  const answer = answers(page).first()
  await expect(answer.getByRole('button', { name: 'Answer again' })).toBeVisible({
    timeout: 45_000,
  })
  const cost = Number(await answer.getByTestId('answer-cost').getAttribute('data-micro'))
  expect(cost).toBeGreaterThan(0)
  expect(await balanceOf(page)).toBe(100_000_000 - cost)
  await expect(answers(page)).toHaveCount(1)
  expect(await auditProblems()).toEqual([])
})

test('a stopped answer pays for what was written, and says so', async ({ page }) => {
  await signInAsNew(page)
  await composer(page).fill(longAnswer)
  await composer(page).press('Enter')
  await expect(answers(page).first()).toContainText(/\w+ \w+ \w+ \w+/)
  await page.getByRole('button', { name: 'Stop' }).click()
  const answer = answers(page).first()
  await expect(answer).toContainText('Only what was written was charged')
  await expect
    .poll(async () => answer.getByTestId('answer-cost').getAttribute('data-micro'))
    .not.toBeNull()
  const cost = Number(await answer.getByTestId('answer-cost').getAttribute('data-micro'))
  expect(await balanceOf(page)).toBe(100_000_000 - cost)
  await page.reload()
  await expect(answers(page).first().getByTestId('answer-cost')).toHaveAttribute(
    'data-micro',
    String(cost),
  )
})

test('two tabs: what one spends, the other shows', async ({ page, context }) => {
  await signInAsNew(page)
  const other = await context.newPage()
  await other.goto('/usage')
  await expect(headerMeter(other)).toContainText('100')
  await ask(page, 'What is my balance?')
  const shown = (await headerMeter(page).innerText()).split('\n')[0]!
  expect(shown).not.toContain('100')
  await expect(headerMeter(other)).toContainText(shown.trim())
})

test('a card in the chat starts a checkout at the click, not before', async ({ page }) => {
  await signInAsNew(page)
  await ask(page, 'I would like to buy more credits')
  const buy = answers(page).last().getByRole('button', { name: 'Buy 250 credits' })
  await expect(buy).toBeVisible()
  expect(page.url()).toContain('/assistant')
  await buy.click()
  await untilCheckout(page)
})

test('chats are kept, renamed and deleted', async ({ page }) => {
  const address = await signInAsNew(page)
  await ask(page, 'Thanks')
  await page.goto('/assistant')
  const chats = page.getByRole('navigation', { name: /chats/i })
  await chats.getByRole('link', { name: 'Thanks' }).click()
  await expect(answers(page)).toHaveCount(1)

  await chats.getByRole('button', { name: /Thanks/ }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await page.getByRole('textbox', { name: /name|title/i }).fill('Pleasantries')
  await page.keyboard.press('Enter')
  await expect(chats.getByRole('link', { name: 'Pleasantries' })).toBeVisible()
  await page.reload()
  await chats.getByRole('button', { name: /Pleasantries/ }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page
    .getByRole('dialog')
    .or(page.getByRole('alertdialog'))
    .getByRole('button', { name: /Delete/ })
    .click()
  await page.waitForURL((url) => url.pathname === '/assistant')
  await expect(chats.getByRole('link', { name: 'Pleasantries' })).toHaveCount(0)
  await page.reload()
  await expect(chats.getByRole('link', { name: 'Pleasantries' })).toHaveCount(0)

  await withClient(databaseUrl(), (client) =>
    client.query(
      `insert into "Chat" (id, "userId", title, "updatedAt")
       select gen_random_uuid(), u.id, 'Older ' || n, now() - n * interval '1 hour'
       from "User" u, generate_series(1, 60) n where u.email = $1`,
      [address],
    ),
  )
  await page.reload()
  await expect(chats.getByRole('link', { name: 'Older 60' })).toHaveCount(0)
  const older = page.getByRole('button', { name: 'Older chats' })
  await older.click()
  await expect(chats.getByRole('link', { name: 'Older 60' })).toBeVisible()
  await expect(older).toHaveCount(0)
})
