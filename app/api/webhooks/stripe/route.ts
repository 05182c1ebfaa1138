import { receive, verifyDelivery } from '@/lib/billing'
import { sendDecided } from '@/lib/email/outbox'
import { readBody, route } from '@/lib/http'
import { afterResponse } from '@/lib/after'
import { traced } from '@/lib/trace'

/** Stripe's largest events are far smaller. */
const bodyLimit = 1024 * 1024

/**
 * Stripe's events. 200: taken in, worked on or already known. 400: not from Stripe, nothing written. 413: too large.
 * 500: stored but failed; Stripe sends it again and so does our own job.
 */
export const POST = route((request) =>
  traced('webhook', {}, async (span) => {
    const body = await readBody(request, bodyLimit)
    const signature = request.headers.get('stripe-signature')
    const event = await traced('verify', {}, async () => verifyDelivery(body, signature))
    span.set({ event_id: event.id, event_type: event.type })
    const { outcome } = await receive(event)
    span.set({ outcome })
    if (outcome === 'processed') afterResponse(sendDecided)
    return Response.json({ received: true, outcome })
  }),
)
