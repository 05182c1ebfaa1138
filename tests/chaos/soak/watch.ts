import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { connect } from '../postgres'
import { Connection } from './connection'

const audit = 'select user_id, problem, subject, expected, found from credit_audit()'

/** Holds are given back within this of their time: the sweep's rhythm, with room for a server that was down. */
const recoverySeconds = 60

type Drift = { user_id: string; problem: string; subject: string; expected: string; found: string }

/** All that looks at the ledger from outside, in one snapshot each time. */
export async function inspect(url: string, violations: string[]): Promise<void> {
  const client = await connect(url)
  try {
    const { rows } = await client.query<Drift>(audit)
    for (const { user_id, problem, subject, expected, found } of rows.slice(0, 20))
      violations.push(`audit: ${user_id} ${subject}: ${problem} (${expected}, ${found})`)
    if (rows.length > 20) violations.push(`audit: ${rows.length - 20} more`)
    const late = await client.query<{ holds: number }>(
      `select count(*)::int as holds from "CreditHold"
       where "expiresAt" < clock_timestamp() - make_interval(secs => ${recoverySeconds})`,
    )
    const { holds } = late.rows[0] ?? { holds: 0 }
    if (holds > 0)
      violations.push(`${holds} holds are more than ${recoverySeconds} s past their time`)
    const { rows: stats } = await client.query<{ deadlocks: string }>(
      'select deadlocks from pg_stat_database where datname = current_database()',
    )
    if (stats[0]?.deadlocks !== '0') violations.push(`${stats[0]?.deadlocks} deadlocks`)
  } finally {
    await client.end()
  }
}

/** As the jobs of two app processes would, only more often: sweep, tell of low balances, audit what moved lately. */
export async function runJobs(url: string, stop: AbortSignal, violations: string[]) {
  let swept = 0
  const every = async (milliseconds: number, sql: string, check: (row: unknown) => void) => {
    const connection = new Connection(url)
    try {
      while (!stop.aborted) {
        const { row } = await connection.call(sql.slice(0, 60), sql, [])
        check(row)
        await sleep(milliseconds)
      }
    } catch (error) {
      violations.push(`${sql.slice(0, 60)}: ${(error as Error).message}`)
    }
    await connection.end()
  }
  const sweep = () =>
    every(100, 'select credit_sweep(200) as closed', (row) => {
      swept += (row as { closed: number }).closed
    })
  const recent = `select json_agg(d) as drift from credit_audit_recent(clock_timestamp() - interval '3 s') d`
  await Promise.all([
    sweep(),
    sweep(),
    every(500, 'select count(*) from credit_take_low_notices(100)', () => {}),
    every(1000, recent, (row) => {
      const { drift } = row as { drift: unknown }
      if (drift !== null) violations.push(`audit of what moved lately: ${JSON.stringify(drift)}`)
    }),
  ])
  return swept
}

export async function sweepEverything(client: Client): Promise<number> {
  let all = 0
  for (;;) {
    const { rows } = await client.query<{ closed: number }>(
      `select credit_sweep(1000, clock_timestamp() + interval '1 hour') as closed`,
    )
    const closed = rows[0]?.closed ?? 0
    if (closed === 0) return all
    all += closed
  }
}
