import 'server-only'
import { reserve, type Balance, type EntryDetail } from '@/lib/credits'
import type { MicroCredits } from '@/lib/credits/unit'
import { db } from '@/lib/db'
import { traced } from '@/lib/trace'
import { extending } from './hooks'
import { priceMeasure, worstOf, type Cost, type Measure } from './measure'
import { OpenHold, type Ending } from './open-hold'
import { priceOf, type Price } from './prices'
import { refusal } from './refusal'
import { keepHeld } from './renewal'
import { ledgerKey, type Identity } from './request-key'

/** What `run` is given. */
export type Work = {
  /** Aborted when the caller's `signal` is: pass it to the provider. */
  signal: AbortSignal
  /** Aborted when the hold was lost, after a pause of the whole process say. Going on may leave the user in debt. */
  lapsed: AbortSignal
  /**
   * Tells what the operation has come to so far, all in all; the last word counts, and is paid for even when `run` throws
   * after it. Throws `RangeError` on what is no whole number from zero up, and once `run` has ended.
   */
  spent(total: Measure): void
}

/** `amount` in micro-credits; `balance` is the balance after it. `estimated`: `run` never told, so all that was held. */
type Charge = { amount: MicroCredits; estimated: boolean; balance: Balance }

export type Metered<Result> =
  /** `charge: null`: the database could not be reached. The hold is left to the sweeper, and the log knows. */
  | { outcome: 'done'; result: Result; charge: Charge | null }
  /**
   * `run` was not called: this key came to its end before. The first result is where `run` put it. `released`: it failed, and
   * wants a new key to be tried again; `lapsed`: its process died, or is late.
   */
  | {
      outcome: 'replayed'
      state: 'settled' | 'released' | 'lapsed'
      /** What the first run was charged, in micro-credits. */
      amount: MicroCredits
      balance: Balance
    }

export type MeteredOptions = Identity & {
  /** What is held. Left out: one unit at the flat price, which is then also what is paid. */
  worstCase?: Measure
  /** The key it was asked for with: stands on the entry. */
  apiKey?: EntryDetail['apiKey']
  /** When the user stops or goes away, if that shall end the work. */
  signal?: AbortSignal | undefined
  /** How long the hold outlives this process when that dies. While it lives, the hold is renewed. From 1 to 3,600. */
  ttlSeconds?: number
}

/**
 * Runs something billable under a hold. The worst case is reserved before `run` is called and the hold is closed exactly
 * once after it, at the price that was in force at the start:
 *
 * - `run` told what was `spent`: that is paid, also beyond what was held (what is missing becomes debt), also if it threw;
 * - it told nothing and returned: what was held is paid, marked as estimated unless that is a number of units;
 * - it told nothing and threw: nothing is paid.
 *
 * Throws what `run` throws; before that `unpriced_model`, `insufficient_credits` with `{ price, balance, topUpUrl }`,
 * `account_frozen`, `bad_request` for an impossible key, and `conflict` when the key was used for another request or is
 * being worked on. `RangeError`: the worst case is nothing, or is none.
 */
export async function metered<Result>(
  options: MeteredOptions,
  run: (work: Work) => Promise<Result>,
): Promise<Metered<Result>> {
  const { operation, model, worstCase = { units: 1 }, ttlSeconds = 60 } = options
  const signal = options.signal ?? new AbortController().signal
  signal.throwIfAborted()
  if (!Number.isInteger(ttlSeconds) || ttlSeconds < 1 || ttlSeconds > 3_600)
    throw new RangeError(`not a hold's life in seconds: ${ttlSeconds}`)
  const key = ledgerKey(options)
  const price = await priceOf(operation, model)
  const amount = worstOf(price, worstCase)

  const named = { operation, model, request_id: options.key }
  const reserved = await traced('gate', named, async (span) => {
    const answer = await extending(db(), key.userId, () =>
      reserve(db(), { ...key, amount, ttlSeconds }),
    )
    span.set({ outcome: answer.outcome, 'credits.held': answer.outcome === 'held' ? amount : 0 })
    return answer
  })
  if (reserved.outcome === 'replayed' && reserved.state !== 'held') {
    const { state, captured, balance } = reserved
    return { outcome: 'replayed', state, amount: captured ?? NOTHING, balance }
  }
  if (reserved.outcome !== 'held')
    throw refusal(reserved.outcome, { price: amount, balance: reserved.balance, what: 'this' })

  const account = new Account(options, price, { measure: worstCase, amount })
  const hold = new OpenHold(key.userId, key.operationKey)
  const renewal = keepHeld({ ...key, ttlSeconds })
  try {
    signal.throwIfAborted()
    const { lapsed } = renewal
    const work = { signal, lapsed, spent: (total: Measure) => account.tell(total) }
    const result = await traced('provider call', named, () => run(work))
    renewal.stop()
    const settled = await hold.close(() => account.afterSuccess())
    const charge = settled && {
      amount: settled.captured,
      estimated: account.estimated,
      balance: settled.balance,
    }
    return { outcome: 'done', result, charge: charge ?? null }
  } catch (error) {
    renewal.stop()
    await hold.close(() => account.afterFailure())
    throw error
  }
}

const NOTHING = 0 as MicroCredits

/** What one run has come to. */
class Account {
  #spent: Cost | undefined
  #ended = false

  constructor(
    private readonly identity: Pick<MeteredOptions, 'operation' | 'key' | 'apiKey'>,
    private readonly price: Price,
    private readonly worst: { measure: Measure; amount: MicroCredits },
  ) {}

  /** Units are delivered as they were asked for; of anything else the worst case is only a bound. */
  get estimated(): boolean {
    return this.#spent === undefined && !('units' in this.worst.measure)
  }

  tell(total: Measure): void {
    if (this.#ended) throw new RangeError(`${this.identity.operation} has been paid for already`)
    this.#spent = priceMeasure(this.price, total)
  }

  afterSuccess(): Ending {
    this.#ended = true
    const { measure, amount } = this.worst
    return this.#ending(this.#spent ?? { ...priceMeasure(this.price, measure), amount })
  }

  afterFailure(): Ending {
    this.#ended = true
    return this.#spent && this.#spent.amount > 0 ? this.#ending(this.#spent) : 'release'
  }

  #ending({ amount, ...priced }: Cost): Ending {
    const { operation, key, apiKey } = this.identity
    const detail = { operation, requestId: key, ...(apiKey && { apiKey }), ...priced }
    return { actual: amount, detail: this.estimated ? { ...detail, estimated: true } : detail }
  }
}
