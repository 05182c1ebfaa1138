import type { Workload } from './workloads'

export type Load = {
  /** Turns completed; each is one pass over the workload's steps. */
  turns: number
  turnsPerSecond: number
  /** Milliseconds each turn took, ascending; only when asked for. */
  latencies: number[]
}

/** Plays the clients of a workload for so many whole seconds. Throws when a statement fails. */
export type Driver = {
  name: string
  run(
    url: string,
    workload: Workload,
    seconds: number,
    options: { latencies: boolean },
  ): Promise<Load>
}

/** Threads of the driver: what the machine can give without starving the server. */
export const threads = 2
