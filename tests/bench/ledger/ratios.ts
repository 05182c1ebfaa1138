import { median } from '@/tests/support/bench'
import type { Round } from './rounds'
import type { WorkloadName } from './workloads'

/** The middle of the rounds, and the lowest and the highest. */
export type Spread = { value: number; low: number; high: number }

export const spreadOf = (values: number[]): Spread => ({
  value: median(values),
  low: Math.min(...values),
  high: Math.max(...values),
})

/** How much of the second's throughput the first reaches, compared within each round. */
export const ratio = (rounds: Round[], of: WorkloadName, over: WorkloadName): Spread =>
  spreadOf(rounds.map((round) => round[of].turnsPerSecond / round[over].turnsPerSecond))

const percentile = (sorted: number[], part: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN

/** The slowest of a hundred turns over the usual one. */
export const tail = (rounds: Round[], of: WorkloadName): Spread =>
  spreadOf(
    rounds.map((round) => {
      const { latencies } = round[of]
      return percentile(latencies, 0.99) / percentile(latencies, 0.5)
    }),
  )
