import { setTimeout as sleep } from 'node:timers/promises'
import { Connection } from './connection'
import { type Asked, Ledger } from './ledger'
import { type Account, type Fact, type Start, unreportedTurns } from './messages'
import { type Random, randomOf } from './random'
import { pickJob } from './turns'

const remembered = 100

type Used = Fact & { hash: string; how: 'charge' | 'settle' | 'grant' | 'reverse' }

/**
 * A client takes turns: small stories of one account, each decided by the seed, the client and the turn's number alone, so a
 * process that takes the place of a killed one tells the same story with the same keys. It holds the ledger to its answers.
 */
export class SoakClient {
  readonly ledger: Ledger
  readonly facts: Fact[] = []
  readonly violations: string[] = []
  turn: number
  /** Its turns before this one have been reported. */
  reported: number
  #old: Used[] = []
  readonly #connection: Connection
  readonly #certainFrom: number

  constructor(
    private readonly start: Start,
    readonly id: number,
    from: number,
  ) {
    this.#connection = new Connection(start.url)
    this.ledger = new Ledger(this.#connection)
    this.turn = from
    this.reported = from
    this.#certainFrom = start.again ? from + unreportedTurns : from
  }

  /** Calls sent again since this was last asked. */
  takeRetries(): number {
    const { retries } = this.#connection
    this.#connection.retries = 0
    return retries
  }

  async run(stop: AbortSignal, turned: () => void): Promise<void> {
    // What a process that was killed may have done is told again to the end, so that it becomes known.
    while (!stop.aborted || this.turn < this.#certainFrom) {
      while (this.turn >= this.reported + unreportedTurns) await sleep(5)
      try {
        await this.#takeTurn()
      } catch (error) {
        const { code, message } = error as { code?: string; message: string }
        this.violation(`${code ?? ''} ${message}`)
      }
      this.turn += 1
      turned()
    }
    await this.#connection.end()
  }

  violation(what: string): void {
    this.violations.push(`client ${this.id}, turn ${this.turn}: ${what}`)
  }

  async #takeTurn(): Promise<void> {
    const { seed, accounts } = this.start
    // Now and then two clients tell the same story with the same keys at the same time.
    const pair = this.id >> 1
    const together = randomOf(seed, 1_000_000 + pair, this.turn)
    const shared = together.percent(6)
    const random = shared ? together : randomOf(seed, this.id, this.turn)
    const key = shared ? `p${pair}.${this.turn}` : `${this.id}.${this.turn}`
    const account = random.percent(40)
      ? random.pick(accounts.filter(({ hot }) => hot))
      : random.pick(accounts.filter(({ hot }) => !hot))
    if (random.percent(0.3)) this.ledger.loseNextAnswer = true
    const fresh = !shared && this.turn >= this.#certainFrom
    await pickJob(random)({ client: this, account, key, random, fresh })
  }

  /** The answer must be one of these; one of `before` only when the key may have been used before. */
  expect(what: string, { row, retried }: Asked, fresh: boolean, now: string[], before: string[]) {
    const outcome = String(row.outcome)
    const allowed = fresh && !retried ? now : [...now, ...before]
    if (!allowed.includes(outcome)) this.violation(`${what} answered ${outcome}`)
    return outcome
  }

  /** Keeps what was learned, for the sums at the end and for a later replay. */
  learn(how: Used['how'], account: Account, key: string, amount: number, hash = ''): void {
    const kind = how === 'charge' || how === 'settle' ? 'burn' : how
    const fact: Fact = { kind, user: account.user, key, amount }
    this.facts.push(fact)
    this.#old.push({ ...fact, hash, how })
    if (this.#old.length > remembered) this.#old.shift()
  }

  /** Asks again what was answered long ago, now and then with another request under the same key. */
  async replay(random: Random): Promise<void> {
    if (this.#old.length === 0) return
    const { ledger } = this
    const { how, user, key, amount, hash } = random.pick(this.#old)
    const wrong = random.percent(30)
    const same = (what: string, row: Asked['row'], outcome: string) => {
      const captured = outcome === 'conflict' || how === 'grant' ? null : amount
      if (row.outcome !== outcome || (captured !== null && row.captured !== captured))
        this.violation(`replay of ${what} ${key} (${amount}) answered ${JSON.stringify(row)}`)
    }
    const expected = wrong ? 'conflict' : 'replayed'
    const request = wrong ? `${hash}!` : hash
    if (how === 'charge') same(how, (await ledger.charge(user, key, request, amount)).row, expected)
    else if (how === 'grant')
      same(how, (await ledger.grant(user, 'topup', key, amount, null)).row, 'replayed')
    else if (how === 'settle') {
      same('hold', (await ledger.reserve(user, key, request, amount + 1, 5)).row, expected)
      same('settle', (await ledger.settle(user, key, amount + 1)).row, 'replayed')
    } else {
      const { row } = await ledger.reverse(user, key, amount)
      if (row.outcome !== 'unchanged')
        this.violation(`reverse ${key} to ${amount} again answered ${String(row.outcome)}`)
    }
  }
}
