import type { Client } from 'pg'
import { withClient } from '@/sandbox/postgres'
import { numbered, spread, userId } from './accounts'
import { copyDatabase, type BenchCluster } from './cluster'

/** What a flat-price operation of the app writes beside the charge. */
const detail = `jsonb_build_object('operation', 'image', 'requestId', gen_random_uuid())`

const ledgerSize = async (client: Client): Promise<number> => {
  const { rows } = await client.query<{ bytes: string }>(
    `select sum(pg_total_relation_size(oid)) as bytes from pg_class
     where relname in ('CreditAccount', 'CreditGrant', 'CreditHold', 'CreditEntry') and relkind = 'r'`,
  )
  return Number(rows[0]?.bytes)
}

/**
 * Bytes by which the ledger's tables and indexes grow per charge, each charge committed for itself, accounts drawn at random;
 * keys are random UUIDs of 36 characters, fingerprints of requests 8 bytes, as the product's.
 */
export async function bytesPerCharge(
  bench: BenchCluster,
  start: string,
  { charges, detailed }: { charges: number; detailed: boolean },
): Promise<number> {
  const name = `bytes_${detailed ? 'detailed' : 'plain'}`
  const url = await copyDatabase(bench, start, name, { synchronous_commit: 'off' })
  return withClient(url, async (client) => {
    const before = await ledgerSize(client)
    const number = `(${numbered(1)} + floor(random() * ${spread}))::bigint::text`
    await client.query(
      `do $$ begin
        for i in 1 .. ${charges} loop
          perform credit_charge(${userId(number)}, gen_random_uuid()::text, '\\x0001020304050607', 1,
            ${detailed ? detail : 'null'});
          commit;
        end loop;
      end $$`,
    )
    return ((await ledgerSize(client)) - before) / charges
  })
}

/** Updates of a table, and those that stayed on their page and touched no index. */
export type Updates = { table: string; all: number; inPlace: number }

/** Counted by the server since the database was made. Sessions that have ended have reported. */
export async function updatesIn(url: string): Promise<Updates[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ table: string; all: string; in_place: string }>(
      `select relname as table, n_tup_upd as all, n_tup_hot_upd as in_place from pg_stat_user_tables
       where relname in ('CreditAccount', 'CreditGrant')`,
    )
    return rows.map(({ table, all, in_place }) => ({
      table,
      all: Number(all),
      inPlace: Number(in_place),
    }))
  })
}

/**
 * A life of buckets: accounts with many small ones, each good for `perBucket` charges, spent one after the other. The runs on
 * plentiful accounts write no bucket at all.
 */
export async function spendBuckets(
  bench: BenchCluster,
  start: string,
  { charges, perBucket }: { charges: number; perBucket: number },
): Promise<Updates[]> {
  const url = await copyDatabase(bench, start, 'buckets', { synchronous_commit: 'off' })
  const accounts = 50
  const buckets = Math.ceil(charges / accounts / perBucket) + 1
  const number = `(${numbered(1)} + i % ${accounts})::text`
  // Told at once, and not mixed with what comes after.
  const report = 'select pg_stat_force_next_flush()'
  await withClient(url, async (client) => {
    // Before the plentiful top-up in burn order, so that it is these that are spent.
    await client.query(
      `select count(credit_grant(${userId(`(${numbered(1)} + a)::text`)}, 'promo', 'promo:' || b, ${perBucket}, null, 10,
        'Bench', null, null))
       from generate_series(0, ${accounts - 1}) a, generate_series(1, ${buckets}) b`,
    )
    await client.query('vacuum')
    await client.query(report)
    await client.query('select pg_stat_reset()')
    await client.query(
      `do $$ begin
        for i in 1 .. ${charges} loop
          perform credit_charge(${userId(number)}, 'bucket:' || i, '\\x00', 1);
          commit;
        end loop;
      end $$`,
    )
    await client.query(report)
  })
  return updatesIn(url)
}
