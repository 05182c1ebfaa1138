import type { Context } from '../context'
import { longId } from '../ids'
import type { ThinEvent } from '../objects'

type Input = Pick<ThinEvent, 'type' | 'related_object'> & { data: object }

/** A notification that only names what it is about. What it has to say is asked for at `/v2/core/events/:id`. */
export async function emitThin(
  { store, client, now }: Context,
  { type, related_object, data }: Input,
): Promise<void> {
  const event = await store.put<ThinEvent>({
    id: longId('evt_test'),
    object: 'v2.core.event',
    type,
    livemode: false,
    created: new Date(now * 1000).toISOString(),
    related_object,
  })
  await store.hide('v2.core.event', event.id, { data })
  const endpoints = (await store.all('webhook_endpoint', { status: 'enabled' })).filter((one) =>
    one.enabled_events.some((name) => name === '*' || name === type),
  )
  for (const { id } of endpoints)
    await client.query(
      `insert into stripe_deliveries (event_id, endpoint_id, due_at, state) values ($1, $2, now(), 'new')`,
      [event.id, id],
    )
}
