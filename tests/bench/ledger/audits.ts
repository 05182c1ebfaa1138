import type { Client } from 'pg'
import { withClient } from '@/sandbox/postgres'
import { median } from '@/tests/support/bench'
import { numbered, openAccounts, userId, veteran } from './accounts'
import { copyDatabase, type BenchCluster } from './cluster'

/** Charges of every account, beside the entry of its grant. */
export const chargesPerAccount = 2
/** What the incremental audit finds to have moved. */
export const recentCharges = 1_000

/** Milliseconds a query takes until its rows are here, the middle of some; the first one only warms up. */
async function timed(client: Client, text: string, values: unknown[], times = 7): Promise<number> {
  const taken: number[] = []
  for (let run = 0; run <= times; run += 1) {
    const began = performance.now()
    const { rows } = await client.query(text, values)
    if (run > 0) taken.push(performance.now() - began)
    if (rows.length > 0) throw new Error(`The audit finds ${JSON.stringify(rows.slice(0, 3))}.`)
  }
  return median(taken)
}

const number = (expression: string) => userId(`(${expression})::bigint::text`)

/** The full audit over so many accounts, and the one of what moved lately; milliseconds. */
export async function auditTimes(
  bench: BenchCluster,
  start: string,
  accounts: number,
): Promise<{ full: number; incremental: number }> {
  const url = await copyDatabase(bench, start, 'audited', { synchronous_commit: 'off' })
  return withClient(url, async (client) => {
    await openAccounts(client, veteran + 1, accounts)
    for (let round = 1; round <= chargesPerAccount; round += 1)
      await client.query(
        `select count(credit_charge("userId", gen_random_uuid()::text, '\\x00', 1)) from "CreditAccount"`,
      )
    await client.query('vacuum analyze')
    const full = await timed(client, 'select * from credit_audit()', [])

    const { rows } = await client.query<{ now: string }>('select clock_timestamp()::text as now')
    await client.query(
      `select count(credit_charge(${number(`${numbered(1)} + n * 7 % ${accounts}`)}, gen_random_uuid()::text, '\\x00', 1))
       from generate_series(1, ${recentCharges}) n`,
    )
    const incremental = await timed(client, 'select * from credit_audit_recent($1)', [rows[0]?.now])
    return { full, incremental }
  })
}
