import 'server-only'
import { Stripe } from 'stripe'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'

const timeoutMs = 20_000

function build(): Stripe {
  const { STRIPE_SECRET_KEY, STRIPE_API_URL } = env()
  // `env` has refused a stand-in for a live key and for an app that is not on this machine.
  const standIn = STRIPE_API_URL ? new URL(STRIPE_API_URL) : undefined
  return new Stripe(STRIPE_SECRET_KEY, {
    apiVersion: Stripe.API_VERSION,
    maxNetworkRetries: 2,
    timeout: timeoutMs,
    appInfo: { name: 'Tollgate' },
    ...(standIn && {
      protocol: standIn.protocol === 'https:' ? 'https' : 'http',
      host: standIn.hostname,
      port: standIn.port || (standIn.protocol === 'https:' ? 443 : 80),
    }),
  })
}

let client: Stripe | undefined

/** The Stripe client, built once per process and pinned to the API version the installed SDK was written for. */
export function stripe(): Stripe {
  return (client ??= build())
}

/** Whether our key moves real money. Objects of the other mode are not ours. */
export function isLive(): boolean {
  return env().STRIPE_SECRET_KEY.includes('_live_')
}

/** Awaits a call made on a user's behalf; Stripe's refusals and silences become `provider_failed` with a plain sentence. */
export async function onBehalf<Result>(call: Promise<Result>): Promise<Result> {
  try {
    return await call
  } catch (cause) {
    if (!(cause instanceof Stripe.errors.StripeError)) throw cause
    throw new AppError(
      'provider_failed',
      'Our payment provider did not accept the request. Nothing was charged; please try again.',
      { cause },
    )
  }
}

type Reference = string | { id: string } | null | undefined

/** The id of a field that Stripe sends either as an id or, expanded, as the object. */
export function idOf(reference: Reference): string | null {
  return typeof reference === 'string' ? reference : (reference?.id ?? null)
}

/** Stripe's Unix seconds as a `Date`. */
export const fromUnix = (seconds: number): Date => new Date(seconds * 1_000)
export const fromUnixOrNull = (seconds: number | null): Date | null =>
  seconds === null ? null : fromUnix(seconds)
