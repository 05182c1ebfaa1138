import type { Client } from 'pg'
import { deploy } from '@/prisma/migrate'
import { withClient } from '@/sandbox/postgres'
import type { BenchCluster } from './cluster'

/**
 * The database every measurement starts from. Accounts have numbers: 1 to 10,000 for what is spread, then the hot one, and
 * one that has spent a hundred grants. Beside the ledger stand the tables it is compared with.
 */
export const spread = 10_000
export const hot = spread + 1
export const veteran = spread + 2
export const spentGrants = 100

/** Micro-credits: more than any run can spend. */
export const plenty = 1_000_000_000_000

/** A user's id from its number plus 10^11, so that it always has twelve digits. An expression, to be used with a variable. */
export const userId = (number: string) => `('019a0000-0000-7000-8000-' || ${number})::uuid`
export const numbered = (number: number) => 100_000_000_000 + number

/** Users `from` to `to`, each with an open account and one top-up, through the ledger's own function. */
export async function openAccounts(client: Client, from: number, to: number): Promise<void> {
  const id = userId('n::text')
  await client.query(
    `insert into "User" (id, email)
     select ${id}, 'bench-' || n || '@example.com' from generate_series($1::bigint, $2::bigint) n`,
    [numbered(from), numbered(to)],
  )
  await client.query(
    `select count(credit_grant(${id}, 'topup', 'payment_intent:bench', $3, null, null, 'Bench', null, null))
     from generate_series($1::bigint, $2::bigint) n`,
    [numbered(from), numbered(to), plenty],
  )
}

/**
 * What the ledger is compared with. `bare_balance` is as narrow as a balance can be: key, balance, its check, the same room on
 * the page as "CreditAccount". `usual_entry` is the log that the usual transaction writes.
 */
const rivals = `
  create table bare_balance (
    id uuid primary key, bal bigint not null check (bal >= 0)
  ) with (fillfactor = 50);
  insert into bare_balance select "userId", ${plenty} from "CreditAccount";
  create table usual_entry (
    id bigint generated always as identity primary key,
    user_id uuid not null, key text not null, delta bigint not null, balance_after bigint not null,
    created_at timestamptz not null default now(), unique (user_id, key)
  );`

/** An account that was topped up and emptied a hundred times before the top-up it has now. */
async function openVeteran(client: Client): Promise<void> {
  const id = userId(`'${numbered(veteran)}'`)
  await client.query(`insert into "User" (id, email) values (${id}, 'bench-veteran@example.com')`)
  await client.query(
    `do $$ begin
      for i in 1 .. ${spentGrants} loop
        perform credit_grant(${id}, 'topup', 'payment_intent:' || i, 1, null, null, 'Bench', null, null);
        perform credit_charge(${id}, 'spent:' || i, '\\x00', 1);
      end loop;
      perform credit_grant(${id}, 'topup', 'payment_intent:bench', ${plenty}, null, null, 'Bench', null, null);
    end $$`,
  )
}

/** Makes the database `name` for the others to be copied from. */
export async function prepareAccounts({ cluster }: BenchCluster, name: string): Promise<void> {
  await cluster.createDatabase(name)
  const url = cluster.url(name)
  await deploy(url)
  await withClient(url, async (client) => {
    await openAccounts(client, 1, hot)
    await openVeteran(client)
    await client.query(rivals)
    await client.query('vacuum analyze')
  })
}
