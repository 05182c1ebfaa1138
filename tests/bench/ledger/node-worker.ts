/* oxlint-disable unicorn/require-post-message-target-origin -- these are threads, not windows */
import { once } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import { Client } from 'pg'
import type { WorkerAnswer, WorkerTask } from './node-driver'
import { accountRange, keyDigits } from './workloads'

/** One thread of the Node driver: some clients, each of which begins its next turn when the last one is done. */
const { url, workload, clients, seconds } = workerData as WorkerTask

const ranges: Record<string, [number, number]> = { a: accountRange(workload), ...keyDigits }

/** `:name` becomes `$n`; a cast's `::` stays. */
const statements = workload.steps.map((step, s) =>
  step.map((sql, index) => {
    const names: string[] = []
    const text = sql.replaceAll(/(?<!:):([a-z]\w*)/g, (_, name: string) => {
      if (!names.includes(name)) names.push(name)
      return `$${names.indexOf(name) + 1}`
    })
    return { name: `bench_${s}_${index}`, text, names }
  }),
)

const draw = ([from, to]: [number, number]) =>
  String(from + Math.floor(Math.random() * (to - from + 1)))

async function turn(client: Client): Promise<void> {
  const values = Object.fromEntries(
    Object.entries(ranges).map(([name, range]) => [name, draw(range)]),
  )
  for (const step of statements)
    await Promise.all(
      step.map(({ name, text, names }) =>
        client.query({ name, text, values: names.map((variable) => values[variable]) }),
      ),
    )
}

// In pipeline mode the statements of one step leave without waiting for each other.
const connected = await Promise.all(
  Array.from({ length: clients }, async () => {
    const client = new Client({ connectionString: url, pipeline: true } as never)
    await client.connect()
    return client
  }),
)
const begin = once(parentPort!, 'message')
parentPort!.postMessage('ready')
await begin

const latencies: number[] = []
const started = performance.now()
const deadline = started + seconds * 1000
await Promise.all(
  connected.map(async (client) => {
    for (let from = performance.now(); from < deadline;) {
      await turn(client)
      const now = performance.now()
      latencies.push(now - from)
      from = now
    }
  }),
)
const answer: WorkerAnswer = {
  turns: latencies.length,
  seconds: (performance.now() - started) / 1000,
  latencies,
}
await Promise.all(connected.map((client) => client.end()))
parentPort!.postMessage(answer)
