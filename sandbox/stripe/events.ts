import type { Stripe } from 'stripe'
import type { Context } from './context'
import { longId } from './ids'
import { apiVersion, type EventObject } from './objects'

const wants = (endpoint: Stripe.WebhookEndpoint, type: string) =>
  endpoint.status === 'enabled' &&
  endpoint.enabled_events.some((name) => name === '*' || name === type)

/** Keeps the event with the object as it is now, and queues a delivery for each endpoint that asked for it. */
export async function recordEvent(
  context: Context,
  type: Stripe.Event['type'],
  object: object,
  previous?: object,
): Promise<void> {
  const { store, client, request, now } = context
  const endpoints = (await store.all('webhook_endpoint')).filter((one) => wants(one, type))
  const event: EventObject = {
    id: longId('evt'),
    object: 'event',
    api_version: apiVersion,
    created: now,
    data: previous ? { object, previous_attributes: previous } : { object },
    livemode: false,
    pending_webhooks: endpoints.length,
    request: { id: request?.id ?? null, idempotency_key: request?.idempotencyKey ?? null },
    type,
  }
  await store.put(event)
  for (const endpoint of endpoints)
    await client.query(
      `insert into stripe_deliveries (event_id, endpoint_id, due_at, state) values ($1, $2, now(), 'new')`,
      [event.id, endpoint.id],
    )
}
