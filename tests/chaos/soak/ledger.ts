import type { Connection, Row } from './connection'

/** The ledger's calls as a client of the soak makes them: one prepared statement each. Amounts in micro-credits. */
export type Asked = { row: Row; retried: boolean }

const sql = {
  charge: 'select outcome, captured::float8 from credit_charge($1, $2, $3, $4)',
  reserve:
    'select outcome, hold_state, captured::float8 from credit_reserve($1, $2, $3, $4, $5::int)',
  settle: `select outcome, hold_state, captured::float8 from credit_close($1, $2, 'burn', $3)`,
  release: `select outcome, hold_state from credit_close($1, $2, 'release')`,
  renew: 'select credit_renew($1, $2, $3::int)',
  grant: `select outcome from credit_grant($1, $2, $3, $4,
    clock_timestamp() + make_interval(secs => $5::float8), null, 'soak', null, null)`,
  reverse: 'select outcome from credit_reverse($1, $2, $3)',
  // The next of its months begins in $4 seconds.
  allow: `select outcome from credit_set_allowance($1, $2, $3,
    clock_timestamp() - interval '1 month' + make_interval(secs => $4::float8), null, $5, 'soak', null)`,
  pause: 'select seq from credit_pause_allowance($1, $2, $3)',
  freeze: "select seq from credit_freeze($1, 'manual', $2)",
  roll: 'select seq from credit_roll($1)',
  sweep: 'select credit_sweep($1::int)',
} as const

export class Ledger {
  operations = 0
  /** The next call hangs up before it reads its answer. */
  loseNextAnswer = false

  constructor(private readonly connection: Connection) {}

  async #ask(name: keyof typeof sql, ...values: unknown[]): Promise<Asked> {
    const lose = this.loseNextAnswer
    this.loseNextAnswer = false
    const answer = await this.connection.call(name, sql[name], values, lose)
    this.operations += 1
    return answer
  }

  charge = (user: string, key: string, hash: string, amount: number) =>
    this.#ask('charge', user, key, Buffer.from(hash), amount)
  reserve = (user: string, key: string, hash: string, amount: number, seconds: number) =>
    this.#ask('reserve', user, key, Buffer.from(hash), amount, seconds)
  settle = (user: string, key: string, actual: number) => this.#ask('settle', user, key, actual)
  release = (user: string, key: string) => this.#ask('release', user, key)
  renew = (user: string, key: string, seconds: number) => this.#ask('renew', user, key, seconds)
  grant = (user: string, kind: string, key: string, amount: number, seconds: number | null) =>
    this.#ask('grant', user, kind, key, amount, seconds)
  reverse = (user: string, key: string, target: number) => this.#ask('reverse', user, key, target)
  allow = (user: string, key: string, amount: number, seconds: number, cap: number) =>
    this.#ask('allow', user, key, amount, seconds, cap)
  pause = (user: string, key: string, paused: boolean) => this.#ask('pause', user, key, paused)
  freeze = (user: string, frozen: boolean) => this.#ask('freeze', user, frozen)
  roll = (user: string) => this.#ask('roll', user)
  sweep = (limit: number) => this.#ask('sweep', limit)
}
