/**
 * The specs that have no sense against Stripe itself, and why. All others run there as they are: `npm test -- stripe` with
 * the STRIPE_SECRET_KEY of a test account.
 */
export const notApplicable: Record<string, string> = {
  'clock.spec.ts':
    'Renewals by the panel’s clock. Stripe’s test clocks move Stripe’s side of a customer only; the app’s time follows nobody but the sandbox.',
  'commands.spec.ts': 'Starts the sandbox by `npm run dev`, and the server without any keys.',
  'dunning.spec.ts':
    'Three weeks of retries by the panel’s clock, which the app’s own stages have to follow.',
  'kill.spec.ts':
    'Kills a server of its own amidst twenty answers of the sandbox’s model. It asks nothing of Stripe.',
  'sandbox-pages.spec.ts': 'The pages of the sandbox itself.',
  'sandbox-portal.spec.ts': 'The portal and the customers’ pages of the sandbox itself.',
}

/** Whether this run talks to Stripe, or to what stands in its place under an address of its own. */
export const isRemote = (): boolean => process.env.E2E_STRIPE_KEY !== undefined
