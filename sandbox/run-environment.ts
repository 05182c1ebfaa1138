import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

const secret = (bytes = 24) => randomBytes(bytes).toString('hex')

const makeSecrets = () => ({
  AUTH_SECRET: secret(),
  CRON_SECRET: secret(),
  STRIPE_SECRET_KEY: `sk_test_sandbox${secret(12)}`,
  STRIPE_WEBHOOK_SECRET: `whsec_${secret()}`,
  OPENAI_API_KEY: `sk-sandbox-${secret(12)}`,
})

type Secrets = ReturnType<typeof makeSecrets>

/** This checkout's own secrets, made once: yesterday's sessions and signatures are still good today. */
async function readSecrets(file: string): Promise<Secrets> {
  const known = await readFile(file, 'utf8').catch(() => '{}')
  const secrets = { ...makeSecrets(), ...(JSON.parse(known) as Partial<Secrets>) }
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 })
  return secrets
}

/** What a process has in its environment. */
type Variables = Record<string, string | undefined>

/** Which parts of the outside world are real: those whose key the developer set. */
export type RealParts = { database: boolean; stripe: boolean; model: boolean; mail: boolean }

export const realParts = (env: Variables): RealParts => ({
  database: Boolean(env.DATABASE_URL),
  stripe: Boolean(env.STRIPE_SECRET_KEY),
  model: Boolean(env.OPENAI_API_KEY),
  mail: Boolean(env.SMTP_URL),
})

export type Addresses = {
  appUrl: string
  databaseUrl: string
  /** `undefined`: every part is real, so no sandbox runs. */
  sandbox: { url: string; smtpUrl: string } | undefined
}

/** The app's whole environment: what the developer set, and the sandbox for the rest. */
export async function appEnvironment(
  own: Variables,
  { appUrl, databaseUrl, sandbox }: Addresses,
  secretsFile = '.sandbox/secrets.json',
): Promise<Record<string, string>> {
  const secrets = await readSecrets(secretsFile)
  const real = realParts(own)
  const filled: Variables = {
    APP_URL: appUrl,
    AUTH_SECRET: secrets.AUTH_SECRET,
    CRON_SECRET: secrets.CRON_SECRET,
    STRIPE_WEBHOOK_SECRET: secrets.STRIPE_WEBHOOK_SECRET,
    SANDBOX_URL: sandbox?.url,
    DATABASE_URL: databaseUrl,
    // What goes right is in the panel; the terminal is for what does not.
    LOG_LEVEL: 'warn',
    ...(!real.stripe && {
      STRIPE_SECRET_KEY: secrets.STRIPE_SECRET_KEY,
      STRIPE_API_URL: sandbox?.url,
      SANDBOX_CLOCK: sandbox && 'on',
    }),
    ...(!real.model && {
      OPENAI_API_KEY: secrets.OPENAI_API_KEY,
      OPENAI_BASE_URL: sandbox && `${sandbox.url}/model/v1`,
    }),
    ...(!real.model &&
      !own.OPENAI_FALLBACK_API_KEY && {
        OPENAI_FALLBACK_API_KEY: sandbox && secrets.OPENAI_API_KEY,
        OPENAI_FALLBACK_BASE_URL: sandbox && `${sandbox.url}/model-backup/v1`,
      }),
    ...(!real.mail && { SMTP_URL: sandbox?.smtpUrl }),
  }
  const present = (env: Variables) =>
    Object.fromEntries(
      Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1])),
    )
  return { ...present(filled), ...present(own) }
}

/** Node's arguments for the sandbox. A small heap: it has little to do, and its state is in the database. */
export const sandboxCommand = [
  '--max-semi-space-size=4',
  '--max-old-space-size=256',
  '--import',
  'tsx',
  'sandbox/main.ts',
]
