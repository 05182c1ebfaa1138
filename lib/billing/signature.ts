import 'server-only'
import { Stripe } from 'stripe'
import { z } from 'zod'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { isLive, stripe } from './stripe'

/** Stripe's own recommendation: older signatures may be a recording played back. Zero would switch the check off. */
const toleranceSeconds = 300

/** What both kinds of event have: the usual ones with their object, and thin ones (meters), which only name it. */
const envelope = z.looseObject({
  id: z.string().min(1),
  object: z.enum(['event', 'v2.core.event']),
  type: z.string().min(1),
  livemode: z.boolean(),
  created: z.union([
    z.number().transform((seconds) => new Date(seconds * 1_000)),
    z.iso.datetime().transform((iso) => new Date(iso)),
  ]),
  api_version: z.string().nullish(),
  data: z.looseObject({ object: z.looseObject({ id: z.string().optional() }) }).optional(),
})

export type Envelope = {
  id: string
  type: string
  livemode: boolean
  createdAt: Date
  apiVersion: string | null
  objectId: string | null
  payload: object
}

/**
 * Verifies a delivery and reads its envelope. Throws `bad_request` for a missing, wrong or old signature, for a body
 * that is no event, and for an event of the other mode than our key's (test or live).
 */
export function verifyDelivery(
  body: string,
  signature: string | null,
  secrets: string = env().STRIPE_WEBHOOK_SECRET,
): Envelope {
  if (!signature) throw new AppError('bad_request', 'The Stripe-Signature header is missing.')
  // The SDK answers some malformed headers with an error of another kind.
  if (!/^\w+=\w+(,\w+=\w+)*$/.test(signature))
    throw new AppError('bad_request', 'The Stripe-Signature header is malformed.')
  const verifier = stripe().webhooks.signature
  if (!verifier) throw new Error('the Stripe SDK came without its signature helper')
  const fits = (secret: string) => {
    try {
      return verifier.verifyHeader(body, signature, secret, toleranceSeconds)
    } catch (error) {
      if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false
      throw error
    }
  }
  // Each destination at Stripe signs with a secret of its own: thin events come from another one than the rest.
  if (!secrets.split(',').some(fits))
    throw new AppError('bad_request', 'The signature does not fit this body, or is too old.')
  const event = parse(body)
  if (event.livemode !== isLive())
    throw new AppError(
      'bad_request',
      `This endpoint takes ${isLive() ? 'live' : 'test'} events only.`,
    )
  return event
}

function parse(body: string): Envelope {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch (cause) {
    throw new AppError('bad_request', 'The body is not valid JSON.', { cause })
  }
  const result = envelope.safeParse(value)
  if (!result.success) throw new AppError('bad_request', 'The body is not an event.')
  const { id, type, livemode, created, api_version, data } = result.data
  return {
    id,
    type,
    livemode,
    createdAt: created,
    apiVersion: api_version ?? null,
    objectId: data?.object.id ?? null,
    payload: value as object,
  }
}
