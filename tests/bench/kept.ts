import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { cpus, loadavg, platform, release, totalmem } from 'node:os'
import type { Report } from '@/tests/support/bench'

const folder = 'docs/benchmarks'

/** The last unhurried run of a bench, as it came. */
export type Kept = Report & {
  name: string
  /** YYYY-MM-DD, UTC. */
  date: string
  machine: string
  node: string
  /** Load average of the last minute when it ended. */
  load: string
}

const fileOf = (name: string) => `${folder}/${name}.json`

function machine(): string {
  const cores = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${cores.length} cores (${cores[0]?.model.trim() ?? 'unknown'}), ${memory} GB, ${platform()} ${release()}`
}

export async function keep(name: string, report: Report): Promise<void> {
  const [load = 0] = loadavg()
  const kept: Kept = {
    name,
    date: new Date().toISOString().slice(0, 10),
    machine: machine(),
    node: process.version,
    load: load.toFixed(1),
    ...report,
  }
  await mkdir(folder, { recursive: true })
  await writeFile(fileOf(name), `${JSON.stringify(kept, null, 2)}\n`)
}

/** `null`: it was never kept. */
export async function readKept(name: string): Promise<Kept | null> {
  const text = await readFile(fileOf(name), 'utf8').catch(() => null)
  return text === null ? null : (JSON.parse(text) as Kept)
}
