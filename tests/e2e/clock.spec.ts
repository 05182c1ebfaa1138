import { test as base, expect, type Page } from '@playwright/test'
import { startServers, type Servers } from '@/tests/support/servers'
import { auditProblems, balanceOf, cards, headerMeter, payWith, signInAsNew } from './steps'

const credits = (amount: number) => amount * 1_000_000

// Servers of its own: moving the clock moves it for everybody who uses them.
const test = base.extend<object, { servers: Servers }>({
  servers: [
    async ({ browserName }, use) => {
      const servers = await startServers(`clock_${browserName}`)
      const before = { ...process.env }
      Object.assign(process.env, {
        E2E_APP_URL: servers.appUrl,
        E2E_SANDBOX_URL: servers.sandboxUrl,
        E2E_DATABASE_URL: servers.databaseUrl,
        E2E_CRON_SECRET: servers.cronSecret,
      })
      await use(servers)
      Object.assign(process.env, before)
      await servers.close()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  baseURL: async ({ servers }, use) => use(servers.appUrl),
})

test.describe.configure({ mode: 'serial' })
test.setTimeout(180_000)

async function subscribe(page: Page): Promise<void> {
  await signInAsNew(page, '/billing')
  await page.goto('/pricing')
  await page.getByRole('button', { name: /Choose Pro/ }).click()
  await payWith(page, cards.success)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect.poll(() => balanceOf(page)).toBe(credits(1_100))
}

/** Presses one of the panel's buttons and waits until the clock has arrived. */
async function press(page: Page, servers: Servers, name: string): Promise<string> {
  await page.goto(`${servers.sandboxUrl}/`)
  const clock = page.getByRole('region', { name: 'Clock' })
  await clock.getByRole('button', { name }).click()
  const arrived = clock.getByRole('status')
  await expect(arrived).toContainText('Arrived', { timeout: 120_000 })
  return (await arrived.textContent()) ?? ''
}

test('the next renewal, by the panel: paid, credited, and told on the billing page', async ({
  page,
  servers,
}) => {
  await subscribe(page)
  expect(await press(page, servers, 'Next renewal')).toContain('1 paid')

  // Half of a month's credits go over into the next, and Free's are past.
  await page.goto('/billing')
  await expect.poll(() => balanceOf(page)).toBe(credits(1_500))
  await expect(page.getByRole('complementary', { name: 'Sandbox' })).toContainText('It is')
  await expect(page.getByRole('main')).toContainText('$20.00')
  await expect(headerMeter(page)).toContainText('1,500')
  expect(await auditProblems()).toEqual([])
})

test('a month further: one more renewal, and nobody is signed out', async ({ page, servers }) => {
  await subscribe(page)
  await press(page, servers, 'Next month')
  await press(page, servers, 'Next day')
  await page.goto('/billing')
  await expect(page).toHaveURL('/billing')
  await expect.poll(() => balanceOf(page)).toBe(credits(1_500))
  expect(await auditProblems()).toEqual([])
})
