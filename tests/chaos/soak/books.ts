import type { Client } from 'pg'
import type { Account, Fact } from './messages'

type Entry = { user: string; key: string; amount: string }
type Sums = { user: string; net: string; by_itself: string }

const nameOf = ({ kind, user, key }: Pick<Fact, 'kind' | 'user' | 'key'>) =>
  `${kind} ${user} ${key}`

/** What all clients were told, kept apart from the ledger, and at the end compared with it. */
export class Books {
  #facts = new Map<string, Fact>()
  readonly violations: string[] = []

  /** The same key may be told twice: it was asked twice. It has to be the same amount. */
  add(fact: Fact): void {
    const name = nameOf(fact)
    const known = this.#facts.get(name)
    if (known && known.amount !== fact.amount)
      this.violations.push(`${name}: told ${known.amount}, and then ${fact.amount}`)
    this.#facts.set(name, fact)
  }

  get size(): number {
    return this.#facts.size
  }

  /** Each key of the statement was told to a client with the same amount, and the other way round. */
  async #compareKeys(db: Client, kind: Fact['kind'], sql: string): Promise<void> {
    const { rows } = await db.query<Entry>(sql)
    const seen = new Set<string>()
    for (const { user, key, amount } of rows) {
      const name = nameOf({ kind, user, key })
      const fact = this.#facts.get(name)
      if (seen.has(name)) this.violations.push(`${name}: moved twice`)
      else if (!fact) this.violations.push(`${name}: ${amount} moved, and nobody was told`)
      else if (fact.amount !== Number(amount))
        this.violations.push(`${name}: told ${fact.amount}, moved ${amount}`)
      seen.add(name)
    }
    for (const [name, fact] of this.#facts)
      if (fact.kind === kind && !seen.has(name))
        this.violations.push(`${name}: told ${fact.amount}, and nothing moved`)
  }

  async compare(db: Client, accounts: Account[]): Promise<void> {
    await this.#compareKeys(
      db,
      'burn',
      `select "userId" as user, "operationKey" as key, "debtDelta" - delta as amount
       from "CreditEntry" where kind = 'burn'`,
    )
    // What months and reinstatements gave was not asked for under a key of its own.
    await this.#compareKeys(
      db,
      'grant',
      `select "userId" as user, "operationKey" as key, delta as amount
       from "CreditEntry" where kind = 'grant' and "operationKey" !~ '^month|/reinstated/'`,
    )
    const reversed = await db.query<Entry>(
      `select "userId" as user, "sourceKey" as key, reversed as amount from "CreditGrant"`,
    )
    for (const { user, key, amount } of reversed.rows) {
      const told = this.#facts.get(nameOf({ kind: 'reverse', user, key }))?.amount ?? 0
      if (told !== Number(amount))
        this.violations.push(`reverse ${user} ${key}: told ${told}, stands at ${amount}`)
    }
    await this.#conserve(db, accounts)
  }

  /** Of each account: what it has less what it owes is what its clients' answers add up to. */
  async #conserve(db: Client, accounts: Account[]): Promise<void> {
    const told = new Map<string, number>()
    for (const { kind, user, amount } of this.#facts.values())
      told.set(user, (told.get(user) ?? 0) + (kind === 'grant' ? amount : -amount))
    const { rows } = await db.query<Sums>(
      `select a."userId" as user, a.available + a.held - a.debt as net,
         coalesce(sum(e.delta) filter (where e.kind = 'expire'
           or (e.kind = 'grant' and e."operationKey" ~ '^month')), 0) as by_itself
       from "CreditAccount" a left join "CreditEntry" e using ("userId") group by 1`,
    )
    const found = new Map(rows.map((row) => [row.user, row]))
    for (const { user, timed } of accounts) {
      const { net, by_itself } = found.get(user) ?? { net: '0', by_itself: '0' }
      if (!timed && by_itself !== '0')
        this.violations.push(`${user}: ${by_itself} moved by itself where nothing is due, ever`)
      const expected = (told.get(user) ?? 0) + Number(by_itself)
      if (expected !== Number(net))
        this.violations.push(`${user}: the answers add up to ${expected}, the account says ${net}`)
    }
  }
}
