/** A complete environment that reaches nothing: `testDatabase` and `testSandbox` put real addresses in its place. */
export const testEnvironment = {
  // Nobody listens on the port: what a test's sandbox delivers must not reach a server the developer runs.
  APP_URL: 'http://localhost:1',
  DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
  AUTH_SECRET: 'a-secret-of-the-tests-only',
  CRON_SECRET: 'another-secret-of-the-tests',
  STRIPE_SECRET_KEY: 'sk_test_sandboxTests',
  STRIPE_WEBHOOK_SECRET: 'whsec_testsonly0123456789',
  STRIPE_API_URL: 'http://127.0.0.1:1',
  OPENAI_API_KEY: 'sk-tests',
  OPENAI_BASE_URL: 'http://127.0.0.1:1/model/v1',
  SMTP_URL: 'smtp://127.0.0.1:1',
  SANDBOX_URL: 'http://127.0.0.1:1',
  LOG_LEVEL: 'silent',
} as const satisfies Record<string, string>
