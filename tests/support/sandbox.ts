import { startSandbox } from '@/sandbox/server'
import { emptyDatabase } from './database'
import { testEnvironment } from './environment'

export type TestSandbox = { url: string; smtpUrl: string; close(): Promise<void> }

/**
 * The sandbox on ports and a database of its own, and the environment pointed at it. Call it before anything reads
 * `env()`. `appUrl` is where it delivers webhooks; nobody listens there unless the test does.
 */
export async function testSandbox(
  options: { appUrl?: string; webhookSecret?: string } = {},
): Promise<TestSandbox> {
  const database = await emptyDatabase()
  const appUrl = options.appUrl ?? testEnvironment.APP_URL
  const webhookSecret = options.webhookSecret ?? testEnvironment.STRIPE_WEBHOOK_SECRET
  const sandbox = await startSandbox({
    databaseUrl: database.url,
    port: 0,
    smtpPort: 0,
    appUrl,
    webhookSecret,
    cronSecret: testEnvironment.CRON_SECRET,
  })
  Object.assign(process.env, {
    APP_URL: appUrl,
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    STRIPE_API_URL: sandbox.url,
    OPENAI_BASE_URL: `${sandbox.url}/model/v1`,
    SMTP_URL: sandbox.smtpUrl,
    SANDBOX_URL: sandbox.url,
    SANDBOX_CLOCK: 'on',
  })
  return {
    url: sandbox.url,
    smtpUrl: sandbox.smtpUrl,
    close: async () => {
      await sandbox.close()
      await database.drop()
    },
  }
}
