import { test as base, expect, type Page } from '@playwright/test'
import { startServers, type Servers } from '@/tests/support/servers'

/** Servers of a spec's own: moving the clock moves it for everybody who uses them. */
export const testWithServers = (name: string) =>
  base.extend<object, { servers: Servers }>({
    servers: [
      async ({ browserName }, use) => {
        const servers = await startServers(`${name}_${browserName}`)
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

/** Presses one of the panel's buttons and waits until the clock has arrived. */
export async function press(page: Page, servers: Servers, name: string): Promise<string> {
  await page.goto(`${servers.sandboxUrl}/`)
  const clock = page.getByRole('region', { name: 'Clock' })
  await clock.getByRole('button', { name }).click()
  const arrived = clock.getByRole('status')
  await expect(arrived).toContainText('Arrived', { timeout: 120_000 })
  return (await arrived.textContent()) ?? ''
}
