/** One measured figure. `aim` is what the project promises; the run fails when a figure misses it. */
export type Figure = { name: string; value: number; unit: string; aim?: number }

/** What a file `tests/bench/<name>.bench.ts` exports as its default. `quick` asks for a rough figure in seconds. */
export type Bench = { name: string; run(options: { quick: boolean }): Promise<Figure[]> }
