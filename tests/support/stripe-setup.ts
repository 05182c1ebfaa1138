import { notApplicable } from '@/tests/e2e/against-stripe'
import { startServers } from './servers'
import { leftOut } from './stripe-key.mjs'

/** The servers of a run against Stripe itself. Tests find them, and whose account it is, in the environment. */
export default async function setup(): Promise<() => Promise<void>> {
  const reason = leftOut(process.env)
  const { STRIPE_SECRET_KEY: key, STRIPE_API_URL: apiUrl } = process.env
  if (reason || !key) throw new Error(`Nothing runs against Stripe: ${reason}.`)
  console.log(`Against ${apiUrl ?? 'Stripe itself'}. Not applicable there:`)
  for (const [file, why] of Object.entries(notApplicable)) console.log(`  ${file}: ${why}`)
  const servers = await startServers('stripe', { key, apiUrl })
  Object.assign(process.env, {
    E2E_APP_URL: servers.appUrl,
    E2E_SANDBOX_URL: servers.sandboxUrl,
    E2E_DATABASE_URL: servers.databaseUrl,
    E2E_CRON_SECRET: servers.cronSecret,
    E2E_STRIPE_KEY: key,
    E2E_RELAY_URL: servers.relayUrl,
    ...(apiUrl && { E2E_STRIPE_URL: apiUrl }),
  })
  return servers.close
}
