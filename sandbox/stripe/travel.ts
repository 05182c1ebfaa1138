import type { Pool } from 'pg'
import type { AppLink } from '../app-link'
import type { SandboxClock } from '../clock'
import type { Transact } from './context'
import type { WebhookSwitches } from './delivery'
import { runningTestClocks, advanceTestClock } from './engine/test-clocks'
import { duePeriods } from './engine/due-subscriptions'
import { periodAfter } from './engine/periods'
import { settled } from './settled'
import { testClockOf } from './test-clock-of'
import { Timeline, type Failure } from './timeline'

/** Real time passes too: what is due by it happens this often. */
const tickMs = 3_000
/** A renewal is paid an hour after its period began. */
const untilPaidSeconds = 3_600
const furthestYears = 2

export type Target = { to: number } | { by: 'hour' | 'day' | 'month' } | { toNextRenewal: true }

export type Trip = {
  /** Unix seconds. */
  from: number
  at: number
  to: number
  done: boolean
  /** How many events of each type it brought. */
  happened: Record<string, number>
  failures: Failure[]
  /** Why the app's clock did not follow, or its jobs did not run. */
  app: string | null
}

export class TravelRefused extends Error {
  constructor(
    readonly code: 'busy' | 'invalid',
    message: string,
  ) {
    super(message)
  }
}

type Options = {
  pool: Pool
  clock: SandboxClock
  switches: WebhookSwitches
  transact: Transact
  app: AppLink | undefined
}

/** Moves the sandbox through time, the app with it, and makes on the way what happens by itself. */
export class Travel {
  /** The present journey, or the last one. */
  trip: Trip | undefined
  private readonly timeline: Timeline
  private readonly ticking: NodeJS.Timeout
  private turn: Promise<unknown> = Promise.resolve()
  private waiting = 0
  private readonly stop = new AbortController()

  constructor(private readonly options: Options) {
    this.timeline = new Timeline(options.transact)
    this.ticking = setInterval(() => this.waiting === 0 && void this.tick(), tickMs)
    this.ticking.unref()
    this.followTestClocks()
  }

  async close(): Promise<void> {
    this.stop.abort(new Error('The sandbox ends.'))
    clearInterval(this.ticking)
    await this.turn
  }

  /** Begins a journey; `finished` tells when it is over. */
  async start(target: Target): Promise<{ trip: Trip; finished: Promise<Trip> }> {
    if (this.trip && !this.trip.done)
      throw new TravelRefused('busy', 'The clock is moving already.')
    const from = this.options.clock.now()
    const trip: Trip = {
      from,
      at: from,
      to: from,
      done: false,
      happened: {},
      failures: [],
      app: null,
    }
    const last = this.trip
    this.trip = trip
    try {
      trip.to = await this.resolve(target, from)
    } catch (error) {
      this.trip = last
      throw error
    }
    const finished = this.inTurn(() => this.go(trip)).then(() => trip)
    // Whoever does not wait for it hears of a failure from the terminal.
    finished.catch((error: unknown) => this.complain('The sandbox clock stopped on its way', error))
    return { trip, finished }
  }

  /** Goes on with the test clocks that are advancing. */
  followTestClocks(): void {
    const { transact, pool, switches } = this.options
    const advanceAll = async () => {
      for (const clock of await transact(runningTestClocks))
        await advanceTestClock(transact, this.timeline, clock, async () => {
          this.stop.signal.throwIfAborted()
          await settled(pool, switches)
        })
    }
    this.inTurn(advanceAll).catch((error: unknown) =>
      this.complain('The sandbox could not advance a test clock', error),
    )
  }

  private complain(what: string, error: unknown): void {
    // What is broken off by the end goes on at the next start.
    if (!this.stop.signal.aborted) console.error(`${what}:`, error)
  }

  private tick(): Promise<unknown> {
    return this.inTurn(() => this.timeline.catchUp(this.options.clock.now())).catch(
      (error: unknown) =>
        console.error('The Stripe sandbox could not look for what is due:', error),
    )
  }

  /** One piece of work with time at once. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.waiting += 1
    const result = this.turn.then(work).finally(() => {
      this.waiting -= 1
    })
    this.turn = result.catch(() => undefined)
    return result
  }

  private async resolve(target: Target, now: number): Promise<number> {
    const to = await this.targetOf(target, now)
    if (to <= now)
      throw new TravelRefused('invalid', 'The clock goes forward only: the time is past already.')
    if (to > periodAfter(now, { interval: 'year', interval_count: furthestYears }))
      throw new TravelRefused('invalid', `No more than ${furthestYears} years at once.`)
    return to
  }

  private async targetOf(target: Target, now: number): Promise<number> {
    if ('to' in target) return target.to
    if ('by' in target)
      switch (target.by) {
        case 'hour':
          return now + 3_600
        case 'day':
          return now + 86_400
        case 'month':
          return periodAfter(now, { interval: 'month', interval_count: 1 })
      }
    const ends = await this.options.transact(async (context) => {
      const own: number[] = []
      for (const { at, id } of await duePeriods(context, Number.MAX_SAFE_INTEGER))
        if (!(await testClockOf(context.store, id))) own.push(at)
      return own
    })
    if (ends.length === 0) throw new TravelRefused('invalid', 'No subscription renews.')
    return Math.max(Math.min(...ends), now) + untilPaidSeconds
  }

  private async go(trip: Trip): Promise<void> {
    const { pool, switches, clock, app } = this.options
    const { rows } = await pool.query<{ seq: string | null }>(
      'select max(seq) as seq from stripe_objects',
    )
    const since = rows[0]?.seq ?? '0'
    // An app that does not answer once is not asked again on the way: it would hold everything up each time.
    const tell = async (call: (link: AppLink) => Promise<void>) => {
      if (!app || trip.app !== null) return
      await call(app).catch((error: unknown) => {
        trip.app = error instanceof Error ? error.message : String(error)
      })
    }
    const { signal } = this.stop
    try {
      trip.failures = await this.timeline.travel({
        from: trip.from,
        to: trip.to,
        daily: true,
        arrive: async (at) => {
          signal.throwIfAborted()
          await clock.moveTo(at)
          trip.at = Math.max(at, trip.at)
          await tell((link) => link.setClock(clock.offsetMs(), signal))
        },
        settle: async () => {
          await settled(pool, switches)
          await tell((link) => link.callCron(signal))
          trip.happened = await this.eventsSince(since)
        },
      })
      // Its clock must not stay behind, though: once more, now that there is time.
      if (trip.app !== null) await app?.setClock(clock.offsetMs(), signal).catch(() => undefined)
    } finally {
      trip.done = true
    }
  }

  private async eventsSince(seq: string): Promise<Record<string, number>> {
    const { rows } = await this.options.pool.query<{ type: string; count: number }>(
      `select data ->> 'type' as type, count(*)::int as count from stripe_objects
       where object = 'event' and seq > $1 group by 1 order by 1`,
      [seq],
    )
    return Object.fromEntries(rows.map(({ type, count }) => [type, count]))
  }
}
