import type { Pool } from 'pg'
import type { Attempt } from './delivery'
import { resourceMissing } from './errors'
import type { FaultKind } from './faults'
import type { EventObject } from './objects'

export type Delivery = {
  id: string
  eventId: string
  url: string
  state: 'new' | 'pending' | 'delivered' | 'failed' | 'dropped'
  /** What was made to go wrong with it. */
  fault: FaultKind | null
  /** When it is sent (again), while it is pending. */
  dueAt: Date
  attempts: Attempt[]
}
export type EventSummary = {
  id: string
  type: string
  created: Date
  objectId: string | null
  deliveries: Record<'total' | 'delivered' | 'pending' | 'failed' | 'dropped', number>
}

/** The newest events with the sum of their deliveries, for the panel. `before` is the id of the last one seen. */
export async function listEvents(
  pool: Pool,
  { limit = 50, before }: { limit?: number; before?: string } = {},
): Promise<EventSummary[]> {
  type Row = Record<'id' | 'type' | 'created' | 'object_id', string> &
    Record<'total' | 'delivered' | 'pending' | 'failed' | 'dropped', number>
  const { rows } = await pool.query<Row>(
    `select e.id, e.data ->> 'type' as type, e.created, e.data #>> '{data,object,id}' as object_id,
       count(d.id)::int as total,
       count(*) filter (where d.state = 'delivered')::int as delivered,
       count(*) filter (where d.state in ('new', 'pending'))::int as pending,
       count(*) filter (where d.state = 'failed')::int as failed,
       count(*) filter (where d.state = 'dropped')::int as dropped
     from (
       select * from stripe_objects
       where object = 'event' and ($2::text is null or seq < (select seq from stripe_objects where id = $2))
       order by seq desc limit $1
     ) e left join stripe_deliveries d on d.event_id = e.id
     group by e.id, e.data, e.created, e.seq order by e.seq desc`,
    [limit, before ?? null],
  )
  return rows.map(({ id, type, created, object_id, ...deliveries }) => ({
    id,
    type,
    created: new Date(Number(created) * 1000),
    objectId: object_id,
    deliveries,
  }))
}

export async function readEvent(pool: Pool, eventId: string): Promise<EventObject | undefined> {
  const { rows } = await pool.query<{ data: EventObject }>(
    `select data from stripe_objects where object = 'event' and id = $1`,
    [eventId],
  )
  return rows[0]?.data
}

export async function listDeliveries(pool: Pool, eventId: string): Promise<Delivery[]> {
  const { rows } = await pool.query<Delivery>(
    `select d.id, d.event_id as "eventId", coalesce(w.data ->> 'url', '') as url, d.state, d.due_at as "dueAt",
       d.attempts, d.fault
     from stripe_deliveries d left join stripe_objects w on w.id = d.endpoint_id
     where d.event_id = $1 order by d.id`,
    [eventId],
  )
  return rows
}

/**
 * More deliveries of these events, all due at once, to every endpoint that has had them, or to all when none has. Call
 * `wake` after it.
 */
export async function queueAgain(pool: Pool, eventIds: string[], copies = 1): Promise<void> {
  for (const id of eventIds) if (!(await readEvent(pool, id))) throw resourceMissing('event', id)
  await pool.query(
    `insert into stripe_deliveries (event_id, endpoint_id, due_at)
     select wanted.id, w.id, now()
     from unnest($1::text[]) as wanted (id), stripe_objects w, generate_series(1, $2)
     where w.object = 'webhook_endpoint' and (
       exists (select from stripe_deliveries d where d.event_id = wanted.id and d.endpoint_id = w.id)
       or not exists (select from stripe_deliveries d where d.event_id = wanted.id))`,
    [eventIds, copies],
  )
}

/** The ids of the newest events, of one type where that is given. */
export async function newestEvents(pool: Pool, count: number, type?: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select id from stripe_objects
     where object = 'event' and ($2::text is null or data ->> 'type' = $2)
     order by seq desc limit $1`,
    [count, type ?? null],
  )
  return rows.map(({ id }) => id)
}
