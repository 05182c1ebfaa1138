import { z } from 'zod'

/**
 * The environment, parsed once. Every key is described in .env.example. On a developer's machine the sandbox runner
 * fills whatever is unset; in production a missing key stops the start with the list of what is missing.
 */
// Aborts: the rules between keys are only for addresses that are some.
const url = z.url({ abort: true })
const secret = z.string().min(16, 'must be at least 16 characters')
const otlp = z.literal('http/protobuf', 'must be http/protobuf, the only one spoken here')

const schema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  APP_URL: url.transform((value) => value.replace(/\/$/, '')),
  DATABASE_URL: z.string().startsWith('postgres'),
  AUTH_SECRET: secret,
  CRON_SECRET: secret,
  STRIPE_SECRET_KEY: z.string().regex(/^(sk|rk)_(test|live)_\w+$/, 'must look like sk_test_…'),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_[^,\s]+(,whsec_[^,\s]+)*$/, 'must be whsec_…, several joined by commas'),
  STRIPE_API_URL: url.optional(),
  OPENAI_API_KEY: z.string().min(1),
  OPENAI_BASE_URL: url.optional(),
  OPENAI_FALLBACK_API_KEY: z.string().min(1).optional(),
  OPENAI_FALLBACK_BASE_URL: url.optional(),
  SMTP_URL: z.string().regex(/^smtps?:\/\//, 'must look like smtp://user:password@host:587'),
  MAIL_FROM: z.string().default('Tollgate <billing@tollgate.example>'),
  GITHUB_ID: z.string().optional(),
  GITHUB_SECRET: z.string().optional(),
  GOOGLE_ID: z.string().optional(),
  GOOGLE_SECRET: z.string().optional(),
  SANDBOX_URL: url.optional(),
  SANDBOX_CLOCK: z.literal('on').optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: url.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url.optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: otlp.optional(),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: otlp.optional(),
  OTEL_SDK_DISABLED: z.enum(['true', 'false']).optional(),
  OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: z.enum(['true', 'false']).optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})

export type Env = z.infer<typeof schema>

const isLoopback = (address: string) =>
  ['localhost', '127.0.0.1', '[::1]'].includes(new URL(address).hostname)

/** Rules between keys: stand-ins may only serve an app that answers on this machine, and never with live money. */
const consistent = schema.superRefine((env, context) => {
  const refuse = (path: keyof Env, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message })
  const local = isLoopback(env.APP_URL)
  if (env.SANDBOX_URL && !(local && isLoopback(env.SANDBOX_URL)))
    refuse('SANDBOX_URL', 'the sandbox serves this machine only; unset it in production')
  if (env.SANDBOX_CLOCK && !(env.SANDBOX_URL && env.STRIPE_API_URL))
    refuse('SANDBOX_CLOCK', 'only the time of a Stripe stand-in can be moved; unset it')
  if (env.OPENAI_FALLBACK_BASE_URL && !env.OPENAI_FALLBACK_API_KEY)
    refuse('OPENAI_FALLBACK_BASE_URL', 'needs OPENAI_FALLBACK_API_KEY beside it')
  if (env.STRIPE_API_URL && env.STRIPE_SECRET_KEY.includes('_live_'))
    refuse('STRIPE_API_URL', 'a live Stripe key must talk to Stripe itself')
  if (env.STRIPE_API_URL && !(local && isLoopback(env.STRIPE_API_URL)))
    refuse('STRIPE_API_URL', 'a Stripe stand-in is for this machine only; unset it in production')
})

/** Parses an environment. Throws one `Error` that lists every missing or malformed key on a line of its own. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''))
  const result = consistent.safeParse(present)
  if (result.success) return result.data
  const lines = result.error.issues.map((issue) => {
    const key = String(issue.path[0])
    return `  ${key}: ${present[key] === undefined ? 'is missing' : issue.message}`
  })
  throw new Error(
    `Tollgate cannot start. See .env.example for each key.\n${lines.join('\n')}\n` +
      'On your own machine `npm run dev` supplies all of them from the sandbox.',
  )
}

let parsed: Env | undefined

export function env(): Env {
  return (parsed ??= parseEnv(process.env))
}

/** Whether somebody is named who takes in traces. */
export const exportsTraces = (env: Env): boolean =>
  env.OTEL_SDK_DISABLED !== 'true' &&
  Boolean(env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? env.OTEL_EXPORTER_OTLP_ENDPOINT)
