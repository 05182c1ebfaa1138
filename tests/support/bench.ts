/**
 * One measured figure. `aim` is what the project promises it will not exceed, `floor` what it will not fall below; the run
 * fails when a figure misses one.
 */
export type Figure = { name: string; value: number; unit: string; aim?: number; floor?: number }

/** `section`: its part of docs/benchmarks.md, for figures that need more than a line in the common table. */
export type Report = { figures: Figure[]; section: string }

/** `quick` asks for rough figures in seconds. `driver`: who plays the clients of a database, for benches with a choice. */
export type BenchOptions = { quick: boolean; driver?: 'pgbench' | 'node' }

/** What a file `tests/bench/<name>.bench.ts` exports as its default. */
export type Bench = { name: string; run(options: BenchOptions): Promise<Figure[] | Report> }

export const misses = ({ value, aim, floor }: Figure): boolean =>
  (aim !== undefined && !(value <= aim)) || (floor !== undefined && !(value >= floor))

export const aimOf = ({ aim, floor }: Figure): string =>
  aim !== undefined ? `≤ ${aim}` : floor !== undefined ? `≥ ${floor}` : ''

export const shown = (value: number): string =>
  Number.isInteger(value) ? String(value) : value.toFixed(Math.abs(value) < 10 ? 2 : 1)

/** The middle one; of an even number the upper of the two. */
export const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
