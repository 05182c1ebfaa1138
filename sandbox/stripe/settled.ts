import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from 'pg'
import type { WebhookSwitches } from './delivery'

/** A webhook that takes longer than this is not waited for. */
const patienceMs = 10_000
const lookEveryMs = 20
/** What is sent later than this is late on purpose. */
const soonSeconds = 2

/**
 * Waits until every webhook so far was delivered, or has failed once: the app knows then of what has happened. Webhooks
 * that are held back or sent late on purpose are not waited for.
 */
export async function settled(pool: Pool, switches: WebhookSwitches): Promise<void> {
  const until = Date.now() + patienceMs
  while (Date.now() < until && !switches.get().webhooks.paused) {
    const { rows } = await pool.query<{ waiting: boolean }>(
      `select exists (
         select from stripe_deliveries
         where state = 'new'
           or (state = 'pending' and attempts = '[]' and coalesce(fault, '') not in ('delay', 'swap')
             and due_at <= now() + make_interval(secs => $1))
       ) as waiting`,
      [soonSeconds],
    )
    if (!rows[0]?.waiting) return
    await sleep(lookEveryMs)
  }
}
