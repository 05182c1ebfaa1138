import type { Client } from 'pg'

/**
 * Stops a backend between two statements of a ledger function. Triggers count the statements that write to the ledger's
 * tables; after the one that was named they ask for a lock that the test holds, so the test knows where the backend stands
 * for as long as it likes. Only in a database of these tests.
 */
const gate = 4711

const tables = ['CreditAccount', 'CreditGrant', 'CreditHold', 'CreditEntry', 'CreditAllowance']

const setting = (name: string) =>
  `coalesce(nullif(current_setting('chaos.${name}', true), ''), '0')::int`

export const installGates = `
  create function chaos_gate() returns trigger language plpgsql as $$
  declare
    v_written int := ${setting('written')} + 1;
  begin
    perform set_config('chaos.written', v_written::text, false);
    if v_written = ${setting('stop_after')} then perform pg_advisory_xact_lock(${gate}); end if;
    return null;
  end $$;
  ${tables
    .map(
      (table) => `create trigger chaos_gate after insert or update or delete on "${table}"
        for each statement execute function chaos_gate();`,
    )
    .join('\n')}`

export const closeGate = (client: Client) => client.query(`select pg_advisory_lock(${gate})`)
export const openGate = (client: Client) => client.query(`select pg_advisory_unlock(${gate})`)

export async function stopAfter(client: Client, statement: number): Promise<void> {
  await client.query(
    `select set_config('chaos.written', '0', false), set_config('chaos.stop_after', $1, false)`,
    [String(statement)],
  )
}

export async function statementsWritten(client: Client): Promise<number> {
  const { rows } = await client.query<{ n: number }>(`select ${setting('written')} as n`)
  return rows[0]?.n ?? 0
}

/** Asks until the answer is yes. */
async function until(client: Client, sql: string, values: unknown[]): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ yes: boolean }>(`select (${sql}) as yes`, values)
    if (rows[0]?.yes) return
  }
}

/** Resolves when that backend stands at the gate. */
export const standsAtGate = (client: Client, pid: number) =>
  until(
    client,
    `exists (select from pg_locks where locktype = 'advisory' and pid = $1 and not granted)`,
    [pid],
  )

/** Resolves when that backend has ended. */
export const hasEnded = (client: Client, pid: number) =>
  until(client, `not exists (select from pg_stat_activity where pid = $1)`, [pid])

export async function pidOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return rows[0]?.pid ?? 0
}

/** The client's end of the connection, as the operating system leaves it when a process dies. */
export const socketOf = (client: Client) =>
  (client as unknown as { connection: { stream: { destroy(): void; pause(): void } } }).connection
    .stream
