import { expect, type APIRequestContext, type APIResponse, type Page } from '@playwright/test'
import { appUrl, sandboxUrl } from './e2e'

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

const plain = (html: string) =>
  html
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

/** Sends the form with a field `email` on the page at `url`, as a browser without scripts does. */
async function submit(
  request: APIRequestContext,
  url: string,
  typed: Record<string, string> = {},
): Promise<APIResponse> {
  const html = await (await request.get(url)).text()
  const form = html.match(/<form\b.*?<\/form>/gs)?.find((text) => text.includes('name="email"'))
  if (!form) throw new Error(`no form asks for a mail address on ${url}`)
  const fields = { ...typed }
  for (const [input] of form.matchAll(/<input[^>]* type="hidden"[^>]*>/g)) {
    const [, name = ''] = /\bname="([^"]*)"/.exec(input) ?? []
    const [, value = ''] = /\bvalue="([^"]*)"/.exec(input) ?? []
    fields[plain(name)] = plain(value)
  }
  return request.post(url, {
    multipart: fields,
    headers: { origin: appUrl() },
    maxRedirects: 0,
  })
}

/**
 * The same way in, by the same requests, without drawing its pages: where signing in is not what is tested. The browser of
 * this page is signed in afterwards, and still where it was.
 */
export async function signInUnseen({ request }: Page, email: string): Promise<void> {
  await submit(request, `${appUrl()}/sign-in`, { email })
  const [link] = await linksTo(email)
  if (!link) throw new Error(`no link was mailed to ${email}`)
  const answer = await submit(request, link)
  expect(answer.status()).toBe(303)
}
