import { readdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { format, resolveConfig } from 'prettier'
import { aimOf, misses, shown, type Bench, type Report } from '@/tests/support/bench'
import { testEnvironment } from '@/tests/support/environment'
import { keep, readKept } from './kept'
import { page } from './page'

/**
 * `npm run bench [-- names…] [--quick] [--write] [--driver pgbench|node]`: runs the files *.bench.ts of this folder one after
 * the other and prints their figures as a table and as JSON lines; `--write` keeps each bench's run in docs/benchmarks/ and writes
 * docs/benchmarks.md of all that are kept. The driver plays the clients of the ledger's figures: pgbench where it is found.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    driver: { type: 'string' },
  },
})

// The developer's own keys must not reach a bench.
Object.assign(process.env, testEnvironment)

const folder = fileURLToPath(new URL('.', import.meta.url))
const files = (await readdir(folder)).filter((name) => name.endsWith('.bench.ts')).toSorted()
const benches = await Promise.all(
  files.map(async (file) => ((await import(`./${file}`)) as { default: Bench }).default),
)
const chosen = benches.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
if (values.write && values.quick) {
  console.error('Only an unhurried run is written down.')
  process.exit(2)
}
if (chosen.length === 0) {
  console.error(`No such figure. There are: ${benches.map(({ name }) => name).join(', ')}.`)
  process.exit(2)
}

const { driver } = values
if (driver !== undefined && driver !== 'pgbench' && driver !== 'node') {
  console.error('The driver is pgbench or node.')
  process.exit(2)
}

const reports: Report[] = []
for (const bench of chosen) {
  process.stderr.write(`${bench.name} …\n`)
  const found = await bench.run({ quick: values.quick, ...(driver && { driver }) })
  const report = Array.isArray(found) ? { figures: found, section: '' } : found
  if (values.write) await keep(bench.name, report)
  reports.push(report)
}
const figures = reports.flatMap((report) => report.figures)

console.table(
  figures.map((figure) => ({
    name: figure.name,
    value: shown(figure.value),
    unit: figure.unit,
    aim: aimOf(figure),
    met: aimOf(figure) === '' ? '' : misses(figure) ? 'no' : 'yes',
  })),
)
for (const { name, value, unit } of figures) console.log(JSON.stringify({ name, value, unit }))
if (values.write) {
  const file = 'docs/benchmarks.md'
  const kept = await Promise.all(benches.map(({ name }) => readKept(name)))
  const text = page(kept.filter((one) => one !== null))
  await writeFile(file, await format(text, { ...(await resolveConfig(file)), filepath: file }))
}
// Pools of the benches may still be open.
process.exit(figures.some(misses) ? 1 : 0)
