import { withClient } from '@/sandbox/postgres'
import { numbered, spread, userId } from './accounts'
import { copyDatabase, flushToDisk, type BenchCluster } from './cluster'

/**
 * A ledger with a past: what years of use leave behind, written straight into the tables, since ten million calls would take
 * hours. The schema is the real one, its checks and indexes included, and the balances agree with the statement.
 */
export type Past = {
  /** Charges in the statement. */
  entries: number
  /** Holds that were given back: each is an entry, and no row among the holds any more. */
  closedHolds: number
}

/** What the entries, their indexes and their log take while they are made, bytes each; generous. */
const bytesPerEntry = 1_200

export const fits = async (cluster: BenchCluster, { entries, closedHolds }: Past) =>
  (await cluster.freeSpace()) > (entries + closedHolds) * bytesPerEntry

/** Each pass adds a stretch to every account, as time does: an account's entries lie apart, and the indexes grow inside. */
const passes = 10
/** Connections that write at the same time, each for its own accounts. */
const lanes = 2

const last = userId(`'${numbered(spread)}'`)

/** `$1` entries for each account of a lane, every `$2`th of them a hold that was given back. */
const stretch = (lane: number) => `
  insert into "CreditEntry"
    ("userId", seq, kind, delta, "balanceAfter", "operationKey", "requestHash", allocation, "createdAt")
  select "userId", start + n, case when back then 'release' else 'burn' end::"CreditEntryKind", case when back then 0 else -1 end,
    balance - (n - n / $2), md5(start + n || ':' || bucket)::uuid::text, substring(decode(md5(n::text), 'hex') for 8),
    case when back then '{}' else array[bucket, 1] end, now() - (100000 - start - n) * interval '1 minute'
  from (
    select a."userId", a.seq as start, a.available as balance, g.id as bucket
    from "CreditAccount" a join "CreditGrant" g using ("userId")
    where a."userId" <= ${last} and g.id % ${lanes} = ${lane}
  ) account
  cross join generate_series(1, $1::bigint) n
  cross join lateral (select n % $2::bigint = 0 as back) this
  order by "userId", n`

/** Account and bucket follow the statement, with nothing kept back in the account's row meanwhile. */
const follow = [
  `select count(credit_lock("userId")) from "CreditAccount" where "userId" <= ${last}`,
  `update "CreditAccount" a set seq = e.seq, available = e."balanceAfter"
   from "CreditAccount" b cross join lateral (
     select seq, "balanceAfter" from "CreditEntry" e where e."userId" = b."userId" order by seq desc limit 1
   ) e
   where a."userId" = b."userId" and a."userId" <= ${last}`,
  `update "CreditGrant" g set remaining = a.available
   from "CreditAccount" a where a."userId" = g."userId" and a."userId" <= ${last}`,
  `select count(*) from "CreditAccount", credit_take_head("userId", now()) where "userId" <= ${last}`,
]

/** The database `name`: a copy of `from` with a past. Answers the seconds it took. */
export async function growPast(
  cluster: BenchCluster,
  from: string,
  name: string,
  { entries, closedHolds }: Past,
): Promise<number> {
  const began = performance.now()
  const url = await copyDatabase(cluster, from, name, { synchronous_commit: 'off' })
  const perAccount = (entries + closedHolds) / passes / spread
  const everyWhich = (entries + closedHolds) / closedHolds
  if (!Number.isInteger(perAccount / everyWhich))
    throw new Error('The past does not divide evenly.')
  for (let pass = 0; pass < passes; pass += 1) {
    await Promise.all(
      Array.from({ length: lanes }, (_, lane) =>
        withClient(url, (client) => client.query(stretch(lane), [perAccount, everyWhich])),
      ),
    )
    await withClient(url, async (client) => {
      for (const statement of follow) await client.query(statement)
    })
  }
  // What autovacuum would do a minute later, in the middle of a measurement.
  await withClient(url, (client) => client.query('vacuum (analyze)'))
  flushToDisk()
  return (performance.now() - began) / 1000
}
