import { defineConfig } from '@playwright/test'
import base from './playwright.config'
import { notApplicable } from './tests/e2e/against-stripe'

/**
 * The same specs against Stripe itself, in the test account whose STRIPE_SECRET_KEY is set. Events come through `stripe
 * listen`, so no address of this machine need be reachable; model and mailbox stay the sandbox's.
 */
export default defineConfig(base, {
  outputDir: 'test-results/stripe',
  globalSetup: './tests/support/stripe-setup.ts',
  testIgnore: Object.keys(notApplicable).map((file) => `**/${file}`),
  // Stripe allows a test account a few dozen requests a second, and answers over a network.
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 45_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/stripe.json' }]],
})
