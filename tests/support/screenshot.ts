import { mkdir } from 'node:fs/promises'
import { chromium, type Page } from '@playwright/test'
import { chromiumFlags, findChromium } from './chromium.mjs'

/**
 * Makes the README's picture, in both themes, from a running app (`npm run dev`, then `npm run docs:picture`): signs in as
 * the seeded user with history and asks the assistant one question. APP_URL names another address.
 */
const appUrl = process.env.APP_URL ?? 'http://localhost:3000'
const folder = 'docs/images'
const someone = 'ada@example.com'

async function shoot(page: Page, name: string): Promise<void> {
  // The development server's own badge is no part of the product.
  await page.addStyleTag({ content: 'nextjs-portal { display: none }' })
  await page.screenshot({ path: `${folder}/${name}.png` })
  console.log(`${folder}/${name}.png`)
}

async function signIn(page: Page): Promise<void> {
  await page.goto('/sign-in?next=/assistant')
  await page
    .getByRole('button', { name: `Continue as`, exact: false })
    .filter({ hasText: someone })
    .click()
  await page.waitForURL('**/assistant')
}

async function ask(page: Page, question: string): Promise<void> {
  const composer = page.getByRole('textbox', { name: 'Message' })
  await composer.fill(question)
  await composer.press('Enter')
  await page.getByRole('button', { name: 'Answer again' }).waitFor({ timeout: 60_000 })
}

async function tour(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await signIn(page)
  await ask(page, 'What is my balance, and when does it expire?')
  await shoot(page, `assistant-${theme}`)
}

await mkdir(folder, { recursive: true })
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: chromiumFlags,
})
try {
  for (const theme of ['light', 'dark'] as const) {
    const page = await browser.newPage({
      baseURL: appUrl,
      colorScheme: theme,
      reducedMotion: 'reduce',
      viewport: { width: 1280, height: 800 },
      deviceScaleFactor: 2,
    })
    await tour(page, theme)
    await page.close()
  }
} finally {
  await browser.close()
}
