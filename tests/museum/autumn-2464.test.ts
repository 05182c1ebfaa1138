import { afterAll, beforeAll, expect, test } from 'vitest'
import { ChaosPostgres, connect } from '@/tests/chaos/postgres'

/** Autumn 2464: what was held lived in Redis; an outage lost it, and the work that had been done was never paid for. */
let postgres: ChaosPostgres

beforeAll(async () => {
  postgres = await ChaosPostgres.open({ port: 54_629 })
})

afterAll(() => postgres.close())

async function ask<Row extends object>(sql: string, values: unknown[] = []): Promise<Row> {
  const client = await connect(postgres.url)
  const { rows } = await client.query<Row>(sql, values).finally(() => client.end())
  if (!rows[0]) throw new Error('no answer')
  return rows[0]
}

const balance = (user: string) =>
  ask('select available::int, held::int from "CreditAccount" where "userId" = $1', [user])

/** A user with 100, of which 40 are held when the database dies and comes back. */
async function heldThroughTheCrash(): Promise<string> {
  const { id } = await ask<{ id: string }>(
    `insert into "User" (email) values (gen_random_uuid() || '@example.com') returning id`,
  )
  await ask(`select credit_grant($1, 'topup', 'pack', 100, null, null, 'test', null, null)`, [id])
  await ask(`select credit_reserve($1, 'call', 'x', 40, 60)`, [id])
  await postgres.killServer()
  await postgres.start()
  expect(await balance(id)).toEqual({ available: 60, held: 40 })
  return id
}

test('a hold survives the death of the database, and is settled', async () => {
  const user = await heldThroughTheCrash()
  const settle = `select outcome, captured::int from credit_close($1, 'call', 'burn', 25)`
  expect(await ask(settle, [user])).toEqual({ outcome: 'closed', captured: 25 })
  expect(await ask(settle, [user])).toEqual({ outcome: 'replayed', captured: 25 })
  expect(await balance(user)).toEqual({ available: 75, held: 0 })
})

test('a hold survives the death of the database, and is swept', async () => {
  const user = await heldThroughTheCrash()
  const early = `select credit_sweep(10) as closed`
  expect(await ask(early)).toEqual({ closed: 0 })
  const due = `select credit_sweep(10, clock_timestamp() + interval '61 s') as closed`
  expect(await ask(due)).toEqual({ closed: 1 })
  expect(await balance(user)).toEqual({ available: 100, held: 0 })
  expect(await ask('select count(*)::int as drift from credit_audit()')).toEqual({ drift: 0 })
})
