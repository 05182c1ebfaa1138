import type { Pool } from 'pg'

/**
 * What can go wrong with one webhook, once:
 * `drop`: it is never sent. `refuse`: the first attempt counts as answered with 500 and does not reach the app.
 * `lose_answer`: the app handles it, and its answer is lost, so that it comes again. `delay`: it is sent later.
 * `swap`: it is sent after the event that follows it.
 */
export const faultKinds = ['drop', 'refuse', 'lose_answer', 'delay', 'swap'] as const
export type FaultKind = (typeof faultKinds)[number]

export type Fault = {
  kind: FaultKind
  /** The type of event it waits for; any when absent. */
  type?: string | undefined
  /** How late, for `delay`. */
  delayMs?: number | undefined
}

/** Where the faults that wait are kept. */
export type FaultSource = { takeFault(eventType: string): Fault | undefined }

/** An event that is to be overtaken waits no longer than this for another one. */
export const swapPatienceMs = 30_000

/**
 * Gives the faults that wait to the new deliveries they are for, in the order of the events.
 * @returns the deliveries it has seen: one that came meanwhile has not had its turn.
 */
export async function bindFaults(pool: Pool, source: FaultSource): Promise<string[]> {
  const { rows } = await pool.query<{ id: string; type: string; bound: boolean }>(
    `select d.id, e.data ->> 'type' as type, d.fault is not null as bound
     from stripe_deliveries d join stripe_objects e on e.id = d.event_id
     where d.state = 'new' order by d.id`,
  )
  for (const { id, type, bound } of rows) {
    const fault = bound ? undefined : source.takeFault(type)
    if (!fault) continue
    const lateMs =
      fault.kind === 'swap' ? swapPatienceMs : fault.kind === 'delay' ? (fault.delayMs ?? 0) : 0
    await pool.query(
      `update stripe_deliveries set fault = $2, late_ms = $3,
         state = case when $2 = 'drop' then 'dropped' else state end
       where id = $1`,
      [id, fault.kind, lateMs],
    )
    if (fault.kind === 'drop') await countPending(pool, id)
  }
  return rows.map(({ id }) => id)
}

/** The event that was to be overtaken has been: it goes out now. */
export async function releaseSwapped(pool: Pool, arrived: string): Promise<void> {
  await pool.query(
    `update stripe_deliveries held set due_at = now(), fault = null
     from stripe_deliveries one
     where one.id = $1 and held.state = 'pending' and held.fault = 'swap'
       and held.endpoint_id = one.endpoint_id and held.event_id <> one.event_id`,
    [arrived],
  )
}

/** Brings the event's `pending_webhooks`, if it tells them, up to date after one of its deliveries has ended. */
export async function countPending(pool: Pool, deliveryId: string): Promise<void> {
  await pool.query(
    `update stripe_objects e set data = jsonb_set(e.data, '{pending_webhooks}', to_jsonb(
       (select count(*) from stripe_deliveries
        where event_id = d.event_id and state in ('new', 'pending'))), false)
     from stripe_deliveries d where d.id = $1 and e.id = d.event_id`,
    [deliveryId],
  )
}
