import { loadEnvFiles } from '@/prisma/database'
import { appEnvironment } from '@/sandbox/run-environment'
import { readRunning } from '@/sandbox/run-record'

/**
 * Loaded before a command that needs the app's environment (`node --import`): adds the sandbox's addresses and secrets
 * of this checkout, as `npm run dev` does for the app. Where a database is configured and nothing runs here, as on a
 * server, it adds nothing.
 */
loadEnvFiles()
const running = await readRunning()
if (running || !process.env.DATABASE_URL) {
  const addresses = running?.addresses ?? {
    appUrl: 'http://localhost:3000',
    databaseUrl: '',
    // Nobody listens there. At the sandbox's usual port another checkout's may.
    sandbox: { url: 'http://127.0.0.1:1', smtpUrl: 'smtp://127.0.0.1:1' },
  }
  Object.assign(process.env, await appEnvironment(process.env, addresses))
}
