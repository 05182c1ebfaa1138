import { setTimeout as sleep } from 'node:timers/promises'
import { withClient } from '@/sandbox/postgres'
import { ChaosPostgres, connect } from '../postgres'
import { Books } from './books'
import { Fleet } from './fleet'
import type { Account, Report } from './messages'
import { randomOf } from './random'
import { inspect, runJobs, sweepEverything } from './watch'

export type Options = {
  ops: number
  seconds: number
  clients: number
  processes: number
  seed: number
  kills: number
}

const hotAccounts = 4

/** Every other one knows expiry, months and freezes, of the hot ones too. */
async function openAccounts(url: string): Promise<Account[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `insert into "User" (email, "emailVerified")
       select 'soak-' || n || '@example.com', now() from generate_series(1, 404) n returning id`,
    )
    return rows.map(({ id: user }, index) => ({
      user,
      timed: index % 2 === 1,
      hot: index < hotAccounts,
    }))
  })
}

const ways = ['server', 'client', 'backend'] as const

async function someBackend(url: string, chance: number): Promise<number> {
  const client = await connect(url)
  const { rows } = await client.query<{ pid: number }>(
    `select pid from pg_stat_activity
     where backend_type = 'client backend' and pid <> pg_backend_pid() order by pid`,
  )
  await client.end()
  const one = rows[chance % Math.max(rows.length, 1)]
  if (!one) throw new Error('nobody is connected')
  return one.pid
}

/** Kills somebody, and waits until all is up again. */
async function strike(postgres: ChaosPostgres, fleet: Fleet, index: number, chance: number) {
  const way = ways[index % ways.length] ?? 'server'
  if (way === 'client') await fleet.kill(chance)
  else if (way === 'server') {
    await postgres.killServer()
    await postgres.start()
  } else {
    while (!(await postgres.killBackend(await someBackend(postgres.url, chance))));
  }
  return way
}

/** Runs it all and returns what was not as it must be; nothing is the good answer. */
export async function soak(options: Options, say: (line: string) => void): Promise<string[]> {
  const { ops, seconds, clients, processes, seed, kills } = options
  say(`soak: seed ${seed}, ${clients} clients in ${processes} processes, ${kills} kills`)
  const postgres = await ChaosPostgres.open()
  const violations: string[] = []
  // Ends the run, and with it the server, which would otherwise outlive us.
  const interrupted = () => void violations.push('interrupted')
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted)
  const books = new Books()
  const heard = { operations: 0, retries: 0 }
  const hear = ({ operations, retries, facts, violations: found }: Report) => {
    heard.operations += operations
    heard.retries += retries
    for (const fact of facts) books.add(fact)
    violations.push(...found)
  }
  try {
    const accounts = await openAccounts(postgres.url)
    const fleet = new Fleet({ url: postgres.url, seed, accounts }, hear, (why) =>
      violations.push(why),
    )
    const jobs = new AbortController()
    const swept = runJobs(postgres.url, jobs.signal, violations)
    // Counted from when the clients are at work: starting processes takes seconds on a busy machine.
    fleet.launch(clients, processes)
    while (heard.operations === 0 && violations.length === 0) await sleep(20)
    const began = performance.now()
    const elapsed = () => (performance.now() - began) / 1000
    const progress = () => Math.max(heard.operations / ops, elapsed() / seconds)
    const tell = (what: string) =>
      say(
        `${elapsed().toFixed(0).padStart(5)} s  ${heard.operations.toLocaleString('en').padStart(9)} operations  ${what}`,
      )

    const random = randomOf(seed, 2_000_000)
    const struck = { server: 0, client: 0, backend: 0 }
    let deadlocksInLogs = 0
    let told = 0
    // Not over before everybody who is to be killed has been.
    for (let kill = 0; (progress() < 1 || kill < kills) && violations.length === 0;) {
      const due = kill < kills && progress() >= (kill + random.int(20, 80) / 100) / (kills + 0.5)
      if (due) {
        deadlocksInLogs += await postgres.deadlocksInLog()
        const way = await strike(postgres, fleet, kill, random.int(0, 1_000_000))
        struck[way] += 1
        kill += 1
        await inspect(postgres.url, violations)
        tell(
          `kill −9 of a ${way} (${kill} of ${kills}), audit ${violations.length === 0 ? 'clean' : 'NOT clean'}`,
        )
      } else {
        if (elapsed() - told >= 10) {
          told = elapsed()
          tell(`${heard.retries} calls sent again`)
        }
        await sleep(random.int(5, 60))
      }
    }
    await fleet.stop()
    const took = elapsed()
    jobs.abort()
    const closed = await swept

    const client = await connect(postgres.url)
    const last = await sweepEverything(client)
    await books.compare(client, accounts)
    await inspect(postgres.url, violations)
    const { rows } = await client.query<{ held: string; negative: string; entries: string }>(
      `select (select count(*) from "CreditHold") + (select sum(held) from "CreditAccount") as held,
         (select count(*) from "CreditAccount" where available < 0 or held < 0 or debt < 0) as negative,
         (select count(*) from "CreditEntry") as entries`,
    )
    await client.end()
    const [end] = rows
    if (end?.held !== '0') violations.push(`${end?.held} are still held after the last sweep`)
    if (end?.negative !== '0') violations.push(`${end?.negative} accounts are negative`)
    deadlocksInLogs += await postgres.deadlocksInLog()
    if (deadlocksInLogs > 0) violations.push(`${deadlocksInLogs} deadlocks in the server's log`)
    violations.push(...books.violations)
    say(
      [
        `${heard.operations.toLocaleString('en')} operations in ${took.toFixed(1)} s: ${Math.round(heard.operations / took)} a second`,
        `${struck.server} kills of the server, ${struck.backend} of one of its processes, ${struck.client} of client processes; ${heard.retries} calls sent again`,
        `${Number(end?.entries).toLocaleString('en')} entries, ${books.size.toLocaleString('en')} answers compared with them, ${closed + last} holds swept`,
        violations.length === 0
          ? 'every invariant held'
          : `${violations.length} violations, seed ${seed}`,
      ].join('\n'),
    )
  } catch (error) {
    violations.push(`the run broke off: ${(error as Error).message}`)
  } finally {
    await postgres.close()
  }
  return violations
}
