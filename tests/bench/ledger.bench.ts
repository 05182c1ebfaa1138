import { loadavg } from 'node:os'
import type { Bench, BenchOptions, Report } from '@/tests/support/bench'
import { prepareAccounts } from './ledger/accounts'
import { auditTimes } from './ledger/audits'
import { chooseDriver } from './ledger/choose-driver'
import { copyDatabase, openBenchCluster } from './ledger/cluster'
import { figuresOf, type Measured } from './ledger/figures'
import { gateTimes } from './ledger/gate'
import { fits, growPast } from './ledger/growth'
import { method } from './ledger/method'
import { ledgerRoundTrips } from './ledger/round-trips'
import { playRound, type Commit, type Round } from './ledger/rounds'
import { section } from './ledger/section'
import { bytesPerCharge, spendBuckets, updatesIn, type Updates } from './ledger/storage'
import { quickSize, wholeSize } from './ledger/size'

/** The database everything starts from, and the one with a past. */
const start = 'ledger_start'
const grown = 'ledger_grown'

async function run({ quick, driver: asked }: BenchOptions): Promise<Report> {
  const driver = chooseDriver(asked)
  const size = quick ? quickSize : wholeSize
  const say = (line: string) => process.stderr.write(`  ${line}\n`)
  const [loadBefore = 0] = loadavg()
  const bench = await openBenchCluster()
  try {
    await prepareAccounts(bench, start)
    if (!(await fits(bench, size.past)))
      throw new Error('Too little free space in the temporary folder for a ledger with a past.')
    say(`a past of ${size.past.entries} charges …`)
    const growSeconds = await growPast(bench, start, grown, size.past)

    say('storage, audits, gate …')
    const bytes = {
      plain: await bytesPerCharge(bench, start, { charges: size.byteCharges, detailed: false }),
      detailed: await bytesPerCharge(bench, start, { charges: size.byteCharges, detailed: true }),
    }
    const buckets = await spendBuckets(bench, start, size.buckets)
    const audits = await auditTimes(bench, start, size.auditedAccounts)
    const gateUrl = await copyDatabase(bench, start, 'gate')
    const gate = await gateTimes(gateUrl, { calls: size.gateCalls })
    const trips = await ledgerRoundTrips(gateUrl)

    const rounds: Record<Commit, Round[]> = { on: [], off: [] }
    const updates: Updates[] = []
    for (const commit of size.commits)
      for (let number = 0; number < size.rounds; number += 1) {
        say(`round ${number + 1} of ${size.rounds}, synchronous_commit = ${commit} …`)
        const { seconds } = size
        const options = { start, grown, seconds, commit, number }
        const { round, database } = await playRound(bench, driver, options)
        rounds[commit].push(round)
        updates.push(...(await updatesIn(bench.cluster.url(database))))
      }

    const measured: Measured = { size, bytes, buckets, updates, audits, gate, trips, rounds }
    const figures = figuresOf(measured)
    const taken = method({ size, driver: driver.name, growSeconds, loadBefore, ...bench.described })
    return { figures, section: section(figures, taken) }
  } finally {
    await bench.close()
  }
}

const bench: Bench = { name: 'ledger', run }

export default bench
