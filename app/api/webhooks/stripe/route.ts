import { receive, verifyDelivery } from '@/lib/billing'
import { sendDecided } from '@/lib/email/outbox'
import { readBody, route } from '@/lib/http'
import { afterResponse } from '@/lib/after'

/** Stripe's largest events are far smaller. */
const bodyLimit = 1024 * 1024

/**
 * Stripe's events. 200: taken in, worked on or already known. 400: not from Stripe, nothing written. 413: too large.
 * 500: stored but failed; Stripe sends it again and so does our own job.
 */
export const POST = route(async (request) => {
  const body = await readBody(request, bodyLimit)
  const event = verifyDelivery(body, request.headers.get('stripe-signature'))
  const { outcome } = await receive(event)
  if (outcome === 'processed') afterResponse(sendDecided)
  return Response.json({ received: true, outcome })
})
