/* oxlint-disable unicorn/require-post-message-target-origin -- these are threads, not windows */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { threads, type Driver, type Load } from './driver'
import type { Workload } from './workloads'

/** What a worker is given, and what it answers. */
export type WorkerTask = { url: string; workload: Workload; clients: number; seconds: number }
export type WorkerAnswer = { turns: number; seconds: number; latencies: number[] }

/** Messages of one worker: `ready` once it is connected, then what it did. */
async function message<T>(worker: Worker): Promise<T> {
  const [answer] = (await once(worker, 'message')) as [T]
  return answer
}

/** The same clients in worker threads over `pg`, for machines without pgbench. */
export const nodeDriver = (): Driver => ({
  name: `Node ${process.version} over pg, prepared statements, ${threads} worker threads`,
  async run(url, workload, seconds, { latencies }): Promise<Load> {
    const clients = workload.clients / threads
    const workers = Array.from({ length: threads }, () => {
      const workerData: WorkerTask = { url, workload, clients, seconds }
      return new Worker(new URL('./node-worker.ts', import.meta.url), { workerData })
    })
    try {
      await Promise.all(workers.map((worker) => message(worker)))
      const answers = workers.map((worker) => message<WorkerAnswer>(worker))
      for (const worker of workers) worker.postMessage('go')
      const done = await Promise.all(answers)
      return {
        turns: done.reduce((sum, { turns }) => sum + turns, 0),
        turnsPerSecond: done.reduce((sum, { turns, seconds }) => sum + turns / seconds, 0),
        latencies: latencies
          ? done.flatMap((answer) => answer.latencies).toSorted((a, b) => a - b)
          : [],
      }
    } finally {
      await Promise.all(workers.map((worker) => worker.terminate()))
    }
  },
})
