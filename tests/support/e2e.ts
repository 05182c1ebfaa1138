function address(key: string): string {
  const value = process.env[key]
  if (!value) throw new Error(`${key} is not set: run this through playwright.config.ts.`)
  return value
}

/** Where the servers of this run answer. Pages and `request` of Playwright are relative to the app already. */
export const appUrl = () => address('E2E_APP_URL')
export const sandboxUrl = () => address('E2E_SANDBOX_URL')
export const databaseUrl = () => address('E2E_DATABASE_URL')
/** What the scheduler of this run would send. */
export const cronSecret = () => address('E2E_CRON_SECRET')
