import { randomUUID } from 'node:crypto'
import { expect, type Locator, type Page } from '@playwright/test'
import { withClient } from '@/sandbox/postgres'
import { cronSecret, databaseUrl, sandboxUrl } from '@/tests/support/e2e'
import { assertLooks, show, themes } from '@/tests/support/looks'
import { signInUnseen } from '@/tests/support/sign-in'

/** What a person does, in a person's words: the specs read like their walk through the product. */

export const cards = {
  success: '4242 4242 4242 4242',
  declined: '4000 0000 0000 0002',
  insufficientFunds: '4000 0000 0000 9995',
  threeDSecure: '4000 0027 6000 3184',
}

export const newAddress = () => `${randomUUID()}@example.com`

/** Signs in as somebody new and opens `path`. How that looks is for accounts.spec.ts and the journey. */
export async function signInAsNew(page: Page, path = '/assistant'): Promise<string> {
  const address = newAddress()
  await signInUnseen(page, address)
  await page.goto(path)
  await expect(page).toHaveURL(path)
  return address
}

/** The subjects of the mails to an address, newest first. */
export async function mailsTo(page: Page, to: string): Promise<string[]> {
  const answer = await page.request.get(`${sandboxUrl()}/mailbox/api/messages`, { params: { to } })
  return ((await answer.json()) as { subject: string }[]).map(({ subject }) => subject)
}

/** Spends all but so many micro-credits of somebody's, as an operation that is not in the browser would. */
export async function leaveCredits(address: string, left: number): Promise<void> {
  const key = randomUUID()
  const outcome = await withClient(databaseUrl(), async (client) => {
    const { rows } = await client.query<{ outcome: string }>(
      `select charge.outcome
       from "CreditAccount" a join "User" u on u.id = a."userId",
         lateral credit_charge(a."userId", $3, sha256('elsewhere'), a.available - $2::bigint) charge
       where u.email = $1`,
      [address, left, key],
    )
    return rows[0]?.outcome
  })
  expect(outcome).toBe('charged')
}

/** What a scheduler does every minute, a minute later: the periodic work, mail included. */
export async function runJobs(page: Page): Promise<void> {
  await withClient(databaseUrl(), (client) =>
    client.query(
      `update "JobRun" set "startedAt" = "startedAt" - interval '1 minute' where "finishedAt" is not null`,
    ),
  )
  const answer = await page.request.post('/api/cron', {
    headers: { authorization: `Bearer ${cronSecret()}` },
  })
  expect(answer.status()).toBe(200)
}

/** What disagrees in the whole ledger: nothing, always. */
export async function auditProblems(): Promise<unknown[]> {
  return withClient(
    databaseUrl(),
    async (client) => (await client.query('select * from credit_audit()')).rows,
  )
}

/** The credits in the header, as the server last said them, in micro-credits. */
export async function balanceOf(page: Page): Promise<number> {
  const answer = await page.request.get('/api/balance')
  expect(answer.status()).toBe(200)
  return ((await answer.json()) as { available: number }).available
}

/** What stands under the header while something is wrong with the balance. */
export const balanceNotice = (page: Page): Locator =>
  page.getByRole('region', { name: 'About your balance' })

export const headerMeter = (page: Page): Locator => page.getByTestId('header-meter')

export const composer = (page: Page): Locator => page.getByRole('textbox', { name: 'Message' })

/** The answers' own list items, oldest first. */
export const answers = (page: Page): Locator =>
  page
    .getByRole('list', { name: 'Messages' })
    .getByRole('listitem')
    .filter({ hasText: 'Assistant:' })

/** Asks and waits until the answer is whole. Returns what it cost in micro-credits, as the message shows it. */
export async function ask(page: Page, question: string): Promise<number> {
  const before = await answers(page).count()
  await composer(page).fill(question)
  await composer(page).press('Enter')
  await expect(answers(page)).toHaveCount(before + 1)
  const answer = answers(page).last()
  await expect(answer.getByRole('button', { name: 'Answer again' })).toBeVisible({
    timeout: 45_000,
  })
  return Number(await answer.getByTestId('answer-cost').getAttribute('data-micro'))
}

/** The refusal that stands over the composer. */
export const outOfCredits = (page: Page): Locator =>
  page.getByRole('alert', { name: 'Out of credits' })

/** The page the browser is on, in both themes, large and small: no violation, nothing wider than the screen. */
export async function examine(page: Page): Promise<void> {
  for (const look of themes) {
    await show(page, look)
    await assertLooks(page, look)
  }
  await page.setViewportSize({ width: 1280, height: 900 })
}
