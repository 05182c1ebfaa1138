import { withClient } from '@/sandbox/postgres'
import { plenty } from './accounts'
import { copyDatabase, type BenchCluster } from './cluster'
import type { Driver, Load } from './driver'
import { workloadNames, workloads, type WorkloadName } from './workloads'

/** `on`: each commit waits for the disk, as in production. `off`: it does not, so that only the processor counts. */
export type Commit = 'on' | 'off'

/** One pass over all workloads; a figure compares loads of the same round. */
export type Round = Record<WorkloadName, Load>

type Counted = { entries: bigint; spent: bigint }

/** What happened in a database, from its tables. */
const count = (url: string): Promise<Counted> =>
  withClient(url, async (client) => {
    const { rows } = await client.query<{ entries: string; spent: string }>(
      `select (select sum(seq) from "CreditAccount") as entries,
        (select sum(${plenty} - bal) from bare_balance) as spent`,
    )
    return { entries: BigInt(rows[0]?.entries ?? 0), spent: BigInt(rows[0]?.spent ?? 0) }
  })

/** Work that was refused is quick: without this a bench of a broken ledger would be a fast one. */
function assertMoved(
  before: Counted,
  after: Counted,
  expected: { entries: number; spent: number },
) {
  const entries = Number(after.entries - before.entries)
  const spent = Number(after.spent - before.spent)
  if (entries !== expected.entries || spent !== expected.spent)
    throw new Error(
      `Not all of the work was done: ${entries} of ${expected.entries} entries, ${spent} of ${expected.spent} bare units.`,
    )
}

const clean = (url: string) =>
  withClient(url, async (client) => {
    const { rows } = await client.query('select * from credit_audit()')
    if (rows.length > 0) throw new Error(`The audit finds ${JSON.stringify(rows.slice(0, 3))}.`)
  })

/**
 * One round in a fresh copy of the database `start`; what needs a past runs in `grown`. The next round takes them in the
 * opposite order, so that what the machine does meanwhile falls on both sides of each pair.
 */
export async function playRound(
  bench: BenchCluster,
  driver: Driver,
  options: { start: string; grown: string; seconds: number; commit: Commit; number: number },
): Promise<{ round: Round; database: string }> {
  const { start, grown, seconds, commit, number } = options
  const database = `round_${commit}_${number}`
  const url = await copyDatabase(bench, start, database, { synchronous_commit: commit })
  const grownUrl = bench.cluster.url(grown)
  await withClient(url, (client) =>
    client.query(`alter database ${grown} set synchronous_commit = ${commit}`),
  )
  const before = { fresh: await count(url), grown: await count(grownUrl) }
  const names = number % 2 === 0 ? workloadNames : workloadNames.toReversed()
  const loads: Partial<Round> = {}
  const did = { fresh: { entries: 0, spent: 0 }, grown: { entries: 0, spent: 0 } }
  for (const name of names) {
    const inPast = name === 'charge_grown'
    const workload = { name, ...workloads[name] }
    const load = await driver.run(inPast ? grownUrl : url, workload, seconds, {
      latencies: name.endsWith('_32'),
    })
    loads[name] = load
    const side = did[inPast ? 'grown' : 'fresh']
    if (workload.entries > 0) side.entries += load.turns * workload.entries
    else side.spent += load.turns
  }
  assertMoved(before.fresh, await count(url), did.fresh)
  assertMoved(before.grown, await count(grownUrl), did.grown)
  await clean(url)
  return { round: loads as Round, database }
}
