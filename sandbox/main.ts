import { z } from 'zod'
import { isLoopback } from './guard'
import { parts, startSandbox } from './server'

/**
 * The sandbox as a process of its own. Told everything by its environment; says that it listens by one message to its
 * parent, or one line of JSON when there is no channel; ends on SIGTERM, on SIGINT, and when its parent is gone (the
 * channel or else standard input closes).
 */
const environment = z.object({
  SANDBOX_DATABASE_URL: z.url(),
  SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(4400),
  SANDBOX_SMTP_PORT: z.coerce.number().int().min(0).max(65_535).default(4401),
  APP_URL: z.url(),
  STRIPE_WEBHOOK_SECRET: z.string().min(1),
  CRON_SECRET: z.string().min(1).optional(),
  /** Comma-separated; a part whose real counterpart has a key is left out. */
  SANDBOX_PARTS: z
    .string()
    .default(parts.join(','))
    .transform((list) => list.split(',').map((part) => part.trim()))
    .pipe(z.array(z.enum(parts))),
})

function fail(message: string): never {
  console.error(`sandbox: ${message}`)
  process.exit(1)
}

const parsed = environment.safeParse(process.env)
if (!parsed.success) fail(z.prettifyError(parsed.error))
const env = parsed.data

// `next start` on this machine is NODE_ENV=production too, and may use the sandbox; a public address may not.
if (process.env.NODE_ENV === 'production' && !isLoopback(new URL(env.APP_URL).hostname))
  fail(`refuses to run in production: APP_URL is ${env.APP_URL}, which is not this machine.`)

const sandbox = await startSandbox({
  databaseUrl: env.SANDBOX_DATABASE_URL,
  port: env.SANDBOX_PORT,
  smtpPort: env.SANDBOX_SMTP_PORT,
  appUrl: env.APP_URL,
  webhookSecret: env.STRIPE_WEBHOOK_SECRET,
  cronSecret: env.CRON_SECRET,
  parts: env.SANDBOX_PARTS,
}).catch((error: Error) => fail(error.message))

let ending = false
async function end(): Promise<void> {
  if (ending) return
  ending = true
  await sandbox.close()
  process.exit(0)
}

process.once('SIGTERM', () => void end())
process.once('SIGINT', () => void end())
if (process.channel) process.once('disconnect', () => void end())
else process.stdin.once('close', () => void end()).resume()

const ready = { ready: { url: sandbox.url, smtpUrl: sandbox.smtpUrl, pid: process.pid } }
if (process.send) process.send(ready)
else console.log(JSON.stringify(ready))
