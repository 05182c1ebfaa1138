import type { Transact } from './context'
import { dueSources } from './engine/due-sources'
import type { Due, DueSource } from './engine/timeline'
import { StripeFailure } from './errors'
import { testClockOf } from './test-clock-of'

/** What falls into one minute is one moment, as for a scheduler that looks every minute. */
const momentSeconds = 59
/** What failed is left alone for so long, so that it neither holds up the rest nor fills the terminal. */
const failedForMs = 60_000
const daySeconds = 86_400

export type Failure = { id: string; at: number; message: string }

export type Journey = {
  from: number
  /** Unix seconds, inclusive. */
  to: number
  /** The test clock whose things are meant; left out, those that live by the sandbox's own. */
  testClock?: string
  /** Called when time has come to a moment, before what happens then. */
  arrive(at: number): Promise<void>
  /** Called after a moment. */
  settle(): Promise<void>
  /** Stops once a day also where nothing is due. */
  daily?: boolean
}

type Found = Due & { key: string; source: number }

/** Makes happen what happens by itself: in the order of time, each thing in a transaction at its own moment. */
export class Timeline {
  private readonly failed = new Map<string, number>()

  constructor(
    private readonly transact: Transact,
    private readonly sources: readonly DueSource[] = dueSources,
  ) {}

  /** Also what only becomes due on the way. Answers what could not be done; the rest went on without it. */
  async travel({
    from,
    to,
    testClock,
    arrive,
    settle,
    daily = false,
  }: Journey): Promise<Failure[]> {
    const failures: Failure[] = []
    let at = from
    for (;;) {
      const due = await this.due(to, testClock)
      const [first] = due
      const next = first ? first.at : to
      const lastStop = daily ? next - daySeconds : from
      while (at < lastStop) {
        at += daySeconds
        await arrive(at)
        await settle()
      }
      if (!first) {
        await arrive(to)
        await settle()
        return failures
      }
      const moment = due.filter((one) => one.at <= first.at + momentSeconds).at(-1)!.at
      at = Math.max(at, moment)
      await arrive(at)
      failures.push(...(await this.perform(moment, testClock)))
      await settle()
    }
  }

  /** Everything that is due now, without any moving of clocks. */
  async catchUp(now: number): Promise<Failure[]> {
    return this.perform(now, undefined)
  }

  private async perform(until: number, testClock: string | undefined): Promise<Failure[]> {
    const failures: Failure[] = []
    const done = new Set<string>()
    for (;;) {
      // Looked for anew each time: what just happened may have brought something, or made something void.
      const [next] = await this.due(until, testClock)
      if (!next) return failures
      const message = done.has(next.key)
        ? 'It is still due after it was done.'
        : await this.attempt(next)
      done.add(next.key)
      if (message === undefined) continue
      console.error(`The Stripe sandbox could not do what is due for ${next.id}: ${message}`)
      this.failed.set(next.key, Date.now())
      failures.push({ id: next.id, at: next.at, message })
    }
  }

  /** Answers what went wrong. */
  private async attempt({ at, run }: Found): Promise<string | undefined> {
    try {
      await this.transact(run, null, at)
      return undefined
    } catch (error) {
      if (!(error instanceof StripeFailure)) console.error(error)
      return error instanceof Error ? error.message : String(error)
    }
  }

  private async due(until: number, testClock: string | undefined): Promise<Found[]> {
    const found = await this.transact(async (context) => {
      const wanted: Found[] = []
      for (const [source, look] of this.sources.entries())
        for (const due of await look(context, until))
          if ((await testClockOf(context.store, due.id))?.id === testClock)
            wanted.push({ ...due, source, key: `${source} ${due.id} ${due.at}` })
      return wanted
    })
    const now = Date.now()
    for (const [key, since] of this.failed) if (now - since > failedForMs) this.failed.delete(key)
    return found
      .filter(({ key }) => !this.failed.has(key))
      .toSorted((a, b) => a.at - b.at || a.source - b.source || (a.id < b.id ? -1 : 1))
  }
}
