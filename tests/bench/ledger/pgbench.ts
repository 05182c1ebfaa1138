import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { threads, type Driver } from './driver'
import { accountRange, keyDigits, type Workload } from './workloads'

/** The workload as pgbench's own language. */
export function script(workload: Workload): string {
  const drawn = { a: accountRange(workload), ...keyDigits }
  const variables = Object.entries(drawn).map(
    ([name, [from, to]]) => `\\set ${name} random(${from}, ${to})`,
  )
  const steps = workload.steps.flatMap((statements) => {
    const lines = statements.map((statement) => `${statement};`)
    return lines.length === 1 ? lines : ['\\startpipeline', ...lines, '\\endpipeline']
  })
  return [...variables, ...steps, ''].join('\n')
}

/** The third column of pgbench's log is the turn's time in microseconds. */
async function readLatencies(folder: string): Promise<number[]> {
  const logs = (await readdir(folder)).filter((name) => name.startsWith('latency'))
  const texts = await Promise.all(logs.map((name) => readFile(join(folder, name), 'utf8')))
  return texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => line !== '')
    .map((line) => Number(line.split(' ')[2]) / 1000)
    .toSorted((a, b) => a - b)
}

const numberIn = (text: string, pattern: RegExp): number => {
  const found = Number(pattern.exec(text)?.[1])
  if (!Number.isFinite(found)) throw new Error(`pgbench answered something else:\n${text}`)
  return found
}

export const pgbenchDriver = (version: string): Driver => ({
  name: `${version}, prepared statements, ${threads} threads`,
  async run(url, workload, seconds, { latencies }) {
    const folder = await mkdtemp(join(tmpdir(), 'tollgate-pgbench-'))
    try {
      const file = join(folder, 'workload.sql')
      await writeFile(file, script(workload))
      const flags = ['--no-vacuum', '--protocol=prepared', `--file=${file}`, `--time=${seconds}`]
      const log = latencies ? ['--log', `--log-prefix=${join(folder, 'latency')}`] : []
      // pgbench ends with an error when one of its clients did.
      const { stdout } = await promisify(execFile)('pgbench', [
        ...flags,
        `--client=${workload.clients}`,
        `--jobs=${threads}`,
        ...log,
        url,
      ]).catch((cause: Error & { stderr?: string }) => {
        throw new Error(`${workload.name}: ${cause.stderr ?? cause.message}`, { cause })
      })
      const turns = numberIn(stdout, /transactions actually processed: (\d+)/)
      if (turns === 0)
        throw new Error(
          `${workload.name}: nothing was done in ${seconds} s. The machine is too busy.`,
        )
      return {
        turns,
        turnsPerSecond: numberIn(stdout, /tps = ([\d.]+) \(without initial connection time\)/),
        latencies: latencies ? await readLatencies(folder) : [],
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
})
