/**
 * Why the browser tests do not run against Stripe itself; `undefined`: they do. Plain JavaScript, for the script that runs
 * everything as well.
 *
 * @param {Record<string, string | undefined>} env
 * @returns {string | undefined}
 */
export function leftOut({ STRIPE_SECRET_KEY: key }) {
  if (!key) return 'no STRIPE_SECRET_KEY of a test account in the environment'
  if (!/^(sk|rk)_test_/.test(key))
    return 'STRIPE_SECRET_KEY is not that of a test account, and tests move no real money'
  return undefined
}
