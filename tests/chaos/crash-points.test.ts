import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tablesSql } from '@/tests/support/ledger-tables'
import {
  closeGate,
  hasEnded,
  installGates,
  openGate,
  pidOf,
  socketOf,
  standsAtGate,
  statementsWritten,
  stopAfter,
} from './gate'
import { ChaosPostgres, connect } from './postgres'
import { type Scenario, scenarios } from './scenarios'

/**
 * Somebody dies between any two statements that a function of the ledger writes with, and before its answer was read. Nothing
 * of it may be there afterwards, or all of it; the same call again moves the money once.
 */
let postgres: ChaosPostgres

beforeAll(async () => {
  postgres = await ChaosPostgres.open()
  await withServer((client) => client.query(installGates))
})

afterAll(() => postgres.close())

async function withServer<Value>(work: (client: Client) => Promise<Value>): Promise<Value> {
  const client = await connect(postgres.url)
  return work(client).finally(() => client.end())
}

async function ask(client: Client, sql: string, user: string): Promise<string> {
  // The sweep names nobody.
  const values = sql.includes('$1') ? [user] : []
  const { rows } = await client.query<{ outcome: string }>(sql, values)
  return rows[0]?.outcome ?? 'nothing'
}

const tables = async (client: Client, user: string) =>
  (await client.query<{ tables: unknown }>(tablesSql, [user])).rows[0]?.tables

/** A user for whom everything before the act has happened, and nobody else's hold for a sweep to find. */
async function prepare(client: Client, { before }: Scenario): Promise<string> {
  await client.query(`select credit_sweep(1000, '2027-03-01T01:00:00Z')`)
  const { rows } = await client.query<{ id: string }>(
    `insert into "User" (email) values (gen_random_uuid() || '@example.com') returning id`,
  )
  const user = rows[0]?.id ?? ''
  for (const sql of before) await ask(client, sql, user)
  return user
}

/** How many statements the act writes with when nobody disturbs it, and what it leaves. */
const undisturbed = (scenario: Scenario) =>
  withServer(async (client) => {
    const user = await prepare(client, scenario)
    await stopAfter(client, 0)
    expect(await ask(client, scenario.act, user)).toBe(scenario.answers[0])
    return { statements: await statementsWritten(client), after: await tables(client, user) }
  })

/** Puts the backend of a client that has sent the act where it stops after statement `n`, and lets `strike` do its worst. */
async function struckAfter(
  scenario: Scenario,
  n: number,
  strike: (victim: Client, pid: number, witness: Client) => Promise<void>,
): Promise<{ user: string; before: unknown }> {
  const witness = await connect(postgres.url)
  const victim = await connect(postgres.url)
  const user = await prepare(witness, scenario)
  const before = await tables(witness, user)
  await closeGate(witness)
  await stopAfter(victim, n)
  const pid = await pidOf(victim)
  const answer = ask(victim, scenario.act, user).then(
    () => 'answered',
    () => 'lost',
  )
  await standsAtGate(witness, pid)
  await strike(victim, pid, witness)
  expect(await answer).toBe('lost')
  await witness.end().catch(() => {})
  return { user, before }
}

/** Asked again, and then once more: all is as if nothing had been in between, and the audit of everybody is clean. */
async function again(scenario: Scenario, user: string, left: unknown, after: unknown) {
  await withServer(async (client) => {
    const drift = async () => (await client.query('select * from credit_audit()')).rows
    expect(await drift()).toEqual([])
    expect(await tables(client, user)).toEqual(left)
    const [first, repeated] = scenario.answers
    const done = left === after
    expect(await ask(client, scenario.act, user)).toBe(done ? repeated : first)
    expect(await tables(client, user)).toEqual(after)
    expect(await ask(client, scenario.act, user)).toBe(repeated)
    expect(await tables(client, user)).toEqual(after)
    expect(await drift()).toEqual([])
  })
}

describe.each(scenarios)('$name', { timeout: 300_000 }, (scenario) => {
  test('the server dies between any two statements', async () => {
    const { statements, after } = await undisturbed(scenario)
    expect(statements).toBeGreaterThan(0)
    for (let n = 1; n <= statements; n += 1) {
      const { user, before } = await struckAfter(scenario, n, async (_victim, pid) => {
        if (n % 2 === 0) return void (await postgres.killBackend(pid))
        await postgres.killServer()
        return postgres.start()
      })
      await again(scenario, user, before, after)
    }
  })

  test('the client dies between any two statements', async () => {
    const { statements, after } = await undisturbed(scenario)
    expect(statements).toBeGreaterThan(0)
    for (let n = 1; n <= statements; n += 1) {
      const { user } = await struckAfter(scenario, n, async (victim, pid, witness) => {
        socketOf(victim).destroy()
        await openGate(witness)
        await hasEnded(witness, pid)
      })
      await again(scenario, user, after, after)
    }
  })

  test('the server dies when it has answered and nobody has read it', async () => {
    const { after } = await undisturbed(scenario)
    const witness = await connect(postgres.url)
    const victim = await connect(postgres.url)
    const user = await prepare(witness, scenario)
    const before = JSON.stringify(await tables(witness, user))
    socketOf(victim).pause()
    const answer = ask(victim, scenario.act, user).catch(() => 'lost')
    while (JSON.stringify(await tables(witness, user)) === before);
    await postgres.killServer()
    socketOf(victim).destroy()
    expect(await answer).toBe('lost')
    await postgres.start()
    await again(scenario, user, after, after)
  })
})

test('a hold whose server and client died goes back within a minute of its time', async () => {
  const settle = scenarios.find(({ name }) => name === 'settle from the head bucket')
  if (!settle) throw new Error('no such scenario')
  const { user } = await struckAfter(settle, 1, async () => {
    await postgres.killServer()
    await postgres.start()
  })
  await withServer(async (client) => {
    const balance = async () => {
      const { rows } = await client.query<{ available: string; held: string }>(
        'select available, held from "CreditAccount" where "userId" = $1',
        [user],
      )
      return rows[0]
    }
    expect(await balance()).toEqual({ available: '930', held: '70' })
    // Taken at 00:00:01 for ten minutes. The sweep runs more often than every minute.
    await client.query(`select credit_sweep(500, '2027-03-01T00:11:01Z')`)
    expect(await balance()).toEqual({ available: '1000', held: '0' })
    // Should the client live after all, what it used is booked, once.
    expect(await ask(client, settle.act, user)).toBe('closed')
    expect(await ask(client, settle.act, user)).toBe('replayed')
    expect(await balance()).toEqual({ available: '950', held: '0' })
    expect((await client.query('select * from credit_audit()')).rows).toEqual([])
  })
})
