import { hot, numbered, spread, userId, veteran } from './accounts'

/**
 * What the clients do, for any driver. `:a` is the account, drawn anew for each turn; `:k1` and `:k2` are random digits that
 * make the operation's key. Statements of one step travel together and are waited for once.
 */
export type Workload = {
  name: string
  clients: number
  /** Accounts, by number. */
  from: number
  to: number
  steps: string[][]
  /** Entries that one turn writes into the ledger. */
  entries: number
}

/** The range of each variable but `:a`: 8 and 12 digits. */
export const keyDigits: Record<string, [number, number]> = {
  k1: [10_000_000, 99_999_999],
  k2: [100_000_000_000, 999_999_999_999],
}

const user = userId(':a::text')
/**
 * A key like the app's: 36 characters, random, so that it falls anywhere among its account's keys in the index. Putting it
 * together costs the ledger's side two concatenations, which the bare update is not asked to pay; the random numbers are
 * drawn for both.
 */
const key = `(:k1::text || '-7a2b-4c4d-9e5f-' || :k2::text)`
const hash = `'\\x0001020304050607'::bytea`

const bare = [[`update bare_balance set bal = bal - 1 where id = ${user} and bal >= 1`]]
const charge = [[`select * from credit_charge(${user}, ${key}, ${hash}, 1)`]]
const reserveAndSettle = [
  [`select * from credit_reserve(${user}, ${key}, ${hash}, 10, 600)`],
  [`select * from credit_close(${user}, ${key}, 'burn', 7)`],
]
/** Four round trips: what an interactive transaction of an ORM does, with the insert and the commit sent together. */
const usual = [
  ['begin'],
  [`select bal from bare_balance where id = ${user} for update`],
  [`update bare_balance set bal = bal - 1 where id = ${user}`],
  [
    `insert into usual_entry (user_id, key, delta, balance_after) values (${user}, ${key}, -1, 0)`,
    'commit',
  ],
]

const over = { spread: { from: 1, to: spread }, hot: { from: hot, to: hot } }

export const workloads = {
  bare_spread: { clients: 8, ...over.spread, steps: bare, entries: 0 },
  charge_spread: { clients: 8, ...over.spread, steps: charge, entries: 1 },
  reserve_settle_spread: { clients: 8, ...over.spread, steps: reserveAndSettle, entries: 1 },
  usual_spread: { clients: 8, ...over.spread, steps: usual, entries: 0 },
  /** Runs in the database that has a past. */
  charge_grown: { clients: 8, ...over.spread, steps: charge, entries: 1 },
  bare_hot: { clients: 8, ...over.hot, steps: bare, entries: 0 },
  charge_hot: { clients: 8, ...over.hot, steps: charge, entries: 1 },
  reserve_settle_hot: { clients: 8, ...over.hot, steps: reserveAndSettle, entries: 1 },
  usual_hot: { clients: 8, ...over.hot, steps: usual, entries: 0 },
  charge_veteran: { clients: 8, from: veteran, to: veteran, steps: charge, entries: 1 },
  bare_hot_32: { clients: 32, ...over.hot, steps: bare, entries: 0 },
  charge_hot_32: { clients: 32, ...over.hot, steps: charge, entries: 1 },
} satisfies Record<string, Omit<Workload, 'name'>>

export type WorkloadName = keyof typeof workloads
export const workloadNames = Object.keys(workloads) as WorkloadName[]

/** The range of `:a`. */
export const accountRange = ({ from, to }: { from: number; to: number }): [number, number] => [
  numbered(from),
  numbered(to),
]
