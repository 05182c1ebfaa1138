import 'server-only'
import { release, settle, type EntryDetail, type Settled } from '@/lib/credits'
import type { MicroCredits } from '@/lib/credits/unit'
import { db } from '@/lib/db'
import { log } from '@/lib/log'
import { carryContext, traced, type Span } from '@/lib/trace'
import { creditsSpent } from './hooks'

/** How an operation ends: paid for with `actual` micro-credits, or as if it never ran. */
export type Ending = { actual: MicroCredits; detail: EntryDetail } | 'release'

/**
 * A hold that somebody works under, from the gate to its end. What all metered work stands on: whichever exits meet (success,
 * throw, abort, time-out), the hold is closed exactly once.
 */
export class OpenHold {
  #closing: Promise<Settled | undefined> | undefined
  readonly #asOpened = carryContext()

  constructor(
    readonly userId: string,
    readonly operationKey: string,
  ) {}

  /**
   * Closes the hold. `ending` is asked once, by the first of several calls; the later ones answer the first one's result.
   * `undefined`: released, or not closed. Never rejects: what was worked out must reach its reader even when the database is
   * away, so after a second attempt the hold is left to the sweeper.
   */
  close(ending: () => Ending): Promise<Settled | undefined> {
    return (this.#closing ??= this.#asOpened(() =>
      traced('settle', {}, (span) => this.#close(ending, span)),
    ))
  }

  async #close(ending: () => Ending, span: Span): Promise<Settled | undefined> {
    const { userId, operationKey } = this
    try {
      const how = ending()
      if (how !== 'release') {
        const settled = await twice(() => settle(db(), { userId, operationKey, ...how }))
        span.set({ outcome: 'settled', 'credits.captured': settled.captured })
        creditsSpent(userId)
        return settled
      }
      await twice(() => release(db(), { userId, operationKey }))
      span.set({ outcome: 'released', 'credits.captured': 0 })
    } catch (error) {
      span.set({ outcome: 'left to the sweeper' })
      log.error({ err: error, userId, operationKey }, 'hold left to the sweeper')
    }
    return undefined
  }
}

/** Once more after a lost connection: both functions have one effect per key, however often they run. */
async function twice<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run()
  } catch (error) {
    log.warn({ err: error }, 'closing a hold failed, trying once more')
    return run()
  }
}
