import type { Pool } from 'pg'
import {
  bindFaults,
  countPending,
  releaseSwapped,
  type FaultKind,
  type FaultSource,
} from './faults'
import type { EventObject } from './objects'
import { signatureOf } from './signature'

/** The part of the sandbox's switches that concerns deliveries. */
export type WebhookSwitches = FaultSource & {
  get(): {
    webhooks: { repeat: number; delayMs: number; reorder: boolean; paused: boolean }
  }
}

/** Stripe retries for three days; a developer's machine is back in seconds. */
const retryAfterSeconds = [1, 3, 10, 30, 60, 300, 900, 3600]
const timeoutMs = 20_000
const excerptCharacters = 500
const inFlightAtOnce = 10
/** `reorder` spreads deliveries over this long. */
const reorderWindowMs = 1_500
/** The switches are looked at this often while something waits. */
const pollMs = 250

export type Attempt = {
  at: string
  status: number | null
  error?: string
  /** The beginning of what the endpoint answered. */
  body?: string
  ms: number
}
type Outcome = Pick<Attempt, 'status' | 'error' | 'body'>
type Due = {
  id: string
  event: EventObject
  url: string
  secret: string
  attempts: Attempt[]
  fault: FaultKind | null
}

/** Sends what is due and remembers how it went; picks up where it stopped after a restart. */
export class Deliveries {
  private readonly inFlight = new Map<string, Promise<void>>()
  private timer: NodeJS.Timeout | undefined
  private turn: Promise<void> = Promise.resolve()
  private closed = false
  private readonly stop = new AbortController()

  constructor(
    private readonly pool: Pool,
    private readonly switches: WebhookSwitches,
  ) {}

  /** Call after a commit. */
  wake(): void {
    if (this.closed) return
    this.turn = this.turn
      .then(() => this.work())
      .catch((error: unknown) => {
        if (this.closed) return
        console.error('The Stripe sandbox could not look for deliveries:', error)
        this.sleep(1000)
      })
  }

  async close(): Promise<void> {
    this.closed = true
    clearTimeout(this.timer)
    this.stop.abort()
    await this.turn
    await Promise.all(this.inFlight.values())
  }

  private sleep(ms: number): void {
    clearTimeout(this.timer)
    if (this.closed) return
    this.timer = setTimeout(() => this.wake(), ms)
  }

  /** New deliveries get their time, and their copies, by the switches of this moment. */
  private async schedule(): Promise<void> {
    const { repeat, delayMs, reorder } = this.switches.get().webhooks
    const seen = await bindFaults(this.pool, this.switches)
    if (seen.length === 0) return
    await this.pool.query(
      `with fresh as (
         update stripe_deliveries set state = 'pending',
           due_at = now() + make_interval(secs => ($1 + $2 * random() + late_ms) / 1000.0)
         where state = 'new' and id = any($4) returning event_id, endpoint_id
       )
       insert into stripe_deliveries (event_id, endpoint_id, due_at)
       select event_id, endpoint_id, now() + make_interval(secs => ($1 + $2 * random()) / 1000.0)
       from fresh, generate_series(1, $3) order by event_id, endpoint_id`,
      [delayMs, reorder ? reorderWindowMs : 0, repeat, seen],
    )
  }

  private async work(): Promise<void> {
    if (this.closed) return
    await this.schedule()
    if (this.switches.get().webhooks.paused) {
      this.sleep(pollMs)
      return
    }
    const free = inFlightAtOnce - this.inFlight.size
    if (free > 0)
      for (const one of await this.due(free)) {
        const sending = this.attempt(one).finally(() => {
          this.inFlight.delete(one.id)
          this.wake()
        })
        this.inFlight.set(one.id, sending)
      }
    const { rows } = await this.pool.query<{ wait: number }>(
      `select extract(epoch from min(due_at) - now())::float8 * 1000 as wait from stripe_deliveries
       where state = 'pending' and id <> all($1)`,
      [[...this.inFlight.keys()]],
    )
    const wait = rows[0]?.wait
    // A full house wakes us itself when a place is free.
    if (wait != null && this.inFlight.size < inFlightAtOnce) this.sleep(Math.max(wait, 1))
  }

  private async due(limit: number): Promise<Due[]> {
    const { rows } = await this.pool.query<Due>(
      `select d.id, d.attempts, d.fault, e.data as event, w.data ->> 'url' as url, w.hidden ->> 'secret' as secret
       from stripe_deliveries d
       join stripe_objects e on e.id = d.event_id
       join stripe_objects w on w.id = d.endpoint_id
       where d.state = 'pending' and d.due_at <= now() and d.id <> all($1)
       order by d.due_at, d.id limit $2`,
      [[...this.inFlight.keys()], limit],
    )
    return rows
  }

  private async attempt(due: Due): Promise<void> {
    const { id, attempts } = due
    const at = new Date()
    const outcome = await this.outcomeOf(due, at)
    // Stopped in the middle: as if it had not been tried.
    if (this.closed && outcome.status === null) return
    const attempt: Attempt = { at: at.toISOString(), ms: Date.now() - at.getTime(), ...outcome }
    const delivered = outcome.status !== null && outcome.status >= 200 && outcome.status < 300
    const retry = retryAfterSeconds[attempts.length]
    const state = delivered ? 'delivered' : retry === undefined ? 'failed' : 'pending'
    await this.pool.query(
      `update stripe_deliveries set state = $2, attempts = attempts || $3::jsonb,
         due_at = now() + make_interval(secs => $4) where id = $1`,
      [id, state, JSON.stringify([attempt]), retry ?? 0],
    )
    if (state !== 'pending') await countPending(this.pool, id)
    await releaseSwapped(this.pool, id)
  }

  /** How the attempt went, or goes down in the log as having gone. */
  private async outcomeOf(
    { event, url, secret, attempts, fault }: Due,
    at: Date,
  ): Promise<Outcome> {
    const isFirst = attempts.length === 0
    if (isFirst && fault === 'refuse')
      return { status: 500, body: 'Refused on purpose: the app was not asked.' }
    const outcome = await this.post(url, JSON.stringify(event, null, 2), secret, at)
    if (!isFirst || fault !== 'lose_answer' || outcome.status === null) return outcome
    return {
      status: null,
      error: `timed out: the app’s answer (${outcome.status}) was thrown away`,
    }
  }

  private async post(url: string, payload: string, secret: string, at: Date): Promise<Outcome> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        body: payload,
        redirect: 'manual',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'stripe-signature': signatureOf(payload, secret, at),
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        },
        signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), this.stop.signal]),
      })
      const body = await excerptOf(response)
      return { status: response.status, ...(body !== '' && { body }) }
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
      return { status: null, error: cause instanceof Error ? cause.message : String(cause) }
    }
  }
}

/** Reads no more of the answer than is kept. */
async function excerptOf(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length >= excerptCharacters) break
  }
  // A database's JSON holds no zero character and no half of a pair.
  return text.replaceAll('\0', '').slice(0, excerptCharacters).toWellFormed().trim()
}
