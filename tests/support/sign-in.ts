import { expect, type Page } from '@playwright/test'
import { sandboxUrl } from './e2e'

/** The links mailed to an address so far, newest first. */
async function linksTo(email: string): Promise<string[]> {
  const answer = await fetch(`${sandboxUrl()}/mailbox/api/messages?to=${encodeURIComponent(email)}`)
  const messages = (await answer.json()) as { subject: string; text: string }[]
  return messages.flatMap(({ text }) => /http\S+\/sign-in\/confirm\?\S+/.exec(text)?.[0] ?? [])
}

/** Asks for a link on the sign-in page the browser is on, and reads it from the sandbox mailbox. */
export async function askForLink(page: Page, email: string): Promise<string> {
  const before = (await linksTo(email)).length
  await page.getByLabel('Mail address').fill(email)
  await page.getByRole('button', { name: 'Send me' }).click()
  await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible()
  await expect.poll(async () => (await linksTo(email)).length).toBe(before + 1)
  return (await linksTo(email))[0] ?? ''
}

/** Signs in by magic link, as a person would, and ends on `next`. */
export async function signInByLink(page: Page, email: string, next = '/assistant'): Promise<void> {
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`)
  await page.goto(await askForLink(page, email))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(next)
}
