import { defineConfig, devices } from '@playwright/test'
import { chromiumFlags, findChromium } from './tests/support/chromium.mjs'

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/e2e',
  globalSetup: './tests/support/e2e-setup.ts',
  // One server, one database, users of their own per test: so files may run side by side.
  fullyParallel: false,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    ...devices['Desktop Chrome'],
    // Set by the global setup, before the workers read this file again.
    baseURL: process.env.E2E_APP_URL,
    // A recording of each step costs every test, for the few that fail: `npx playwright test <file> --trace on`.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: findChromium(),
      args: chromiumFlags,
    },
  },
})
