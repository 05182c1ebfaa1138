import { startServers } from './servers'

/**
 * The servers the browser tests run against. Tests find them in the environment: E2E_APP_URL, E2E_SANDBOX_URL,
 * E2E_DATABASE_URL, E2E_CRON_SECRET.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const servers = await startServers('e2e')
  Object.assign(process.env, {
    E2E_APP_URL: servers.appUrl,
    E2E_SANDBOX_URL: servers.sandboxUrl,
    E2E_DATABASE_URL: servers.databaseUrl,
    E2E_CRON_SECRET: servers.cronSecret,
  })
  return servers.close
}
