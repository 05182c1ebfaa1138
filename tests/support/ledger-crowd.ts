import * as fc from 'fast-check'
import type { Pool } from 'pg'
import { expect } from 'vitest'
import type { PrismaClient } from '@/prisma/generated/client'
import { ask, type Answer } from './ledger-calls'
import { type Command, movement } from './ledger-commands'
import { createUser } from './users'

type Movement = Exclude<Command, { do: 'wait' | 'notify' }>
/** So many hours after the round before, all of this is asked at once. */
export type Round = { hours: number; asked: { account: number; command: Movement }[] }

const accounts = 3
const start = Date.UTC(2027, 0, 31, 9)
const hour = 3_600_000

const asked = fc.record({
  account: fc.nat({ max: accounts - 1 }),
  command: movement.filter((command): command is Movement => command.do !== 'notify'),
})
const rounds = fc.array(
  fc.record({
    hours: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 24 * 40 })),
    asked: fc.array(asked, { minLength: 16, maxLength: 80, size: 'max' }),
  }),
  { minLength: 1, maxLength: 4, size: 'max' },
)

/** What a key nothing was held under, and a target beyond the grant, are answered with. Anything else is a failure. */
const refusals = new Set(['P0002', '22003'])

async function answered(pool: Pool, userId: string, command: Movement, at: Date): Promise<Answer> {
  try {
    return await ask(pool, userId, command, at)
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === undefined || !refusals.has(code)) throw error
    return { outcome: 'refused', net: 0 }
  }
}

const drift = async (pool: Pool, users: string[]) =>
  (await pool.query('select * from credit_audit() where user_id = any($1)', [users])).rows
const byTime = `
  select a."userId" as user, (a.available + a.held - a.debt)::float8 as net,
    coalesce(sum(e.delta) filter (where e.kind = 'expire'), 0)::float8
      + coalesce(sum(e.delta) filter (where e.kind = 'grant' and e."operationKey" ~ '^(free|il_.)/[0-9]+$'), 0)::float8 as time
  from "CreditAccount" a left join "CreditEntry" e using ("userId")
  where a."userId" = any($1) group by 1`

async function crowd(pool: Pool, users: string[], all: Round[]): Promise<void> {
  const net = new Map(users.map((user) => [user, 0]))
  const movements: string[] = []
  const note = (user: string, { net: gained, once }: Answer) => {
    net.set(user, (net.get(user) ?? 0) + gained)
    if (once) movements.push(`${user} ${once}`)
  }
  let now = start
  for (const user of users) {
    const opening = { do: 'grant', key: 'z', kind: 'topup', amount: 300, hours: null } as const
    note(user, await ask(pool, user, opening, new Date(now)))
  }
  for (const { hours, asked } of all) {
    now += hours * hour
    const round = new AbortController()
    // One more connection: whatever it sees, it sees in one snapshot.
    const auditing = (async () => {
      while (!round.signal.aborted) expect(await drift(pool, users)).toEqual([])
    })()
    const work = asked.map(async ({ account, command }) => {
      const user = users[account] ?? ''
      note(user, await answered(pool, user, command, new Date(now)))
    })
    const answers = Promise.allSettled(work).finally(() => round.abort())
    await Promise.all([auditing, answers, ...work])
  }
  expect(await drift(pool, users)).toEqual([])
  expect(movements.toSorted()).toEqual([...new Set(movements)].toSorted())
  const { rows } = await pool.query<{ user: string; net: number; time: number }>(byTime, [users])
  expect(Object.fromEntries(rows.map((row) => [row.user, row.net - row.time]))).toEqual(
    Object.fromEntries(net),
  )
}

/**
 * Asks everything of a round at once, from as many connections as the pool has but one, of a few accounts. In which order it
 * happens nobody knows, so it is what must hold of any order that is looked at: the audit, also meanwhile; each key once; and
 * what the clients were answered adds up to the balance they end with.
 */
export function crowdsAgree(db: PrismaClient, pool: Pool, parameters: fc.Parameters<[Round[]]>) {
  const property = fc.asyncProperty(rounds, async (all) => {
    const made = Array.from({ length: accounts }, async () => (await createUser(db)).id)
    const users = await Promise.all(made)
    await crowd(pool, users, all).finally(
      // What this history left for the sweep is not the next one's.
      () => pool.query('delete from "CreditHold" where "userId" = any($1)', [users]),
    )
  })
  return fc.assert(property, parameters)
}
