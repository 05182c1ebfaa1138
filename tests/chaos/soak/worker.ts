import { SoakClient } from './client'
import type { Report, Start } from './messages'

/** One process of clients. Told to stop, it ends its turns, reports them and goes; killed, it does nothing of the kind. */
const stop = new AbortController()

async function work(start: Start): Promise<void> {
  const clients = start.clients.map(({ id, from }) => new SoakClient(start, id, from))
  // A client's facts are taken at the end of a turn only: half a story is not reported.
  const ready = new Map<SoakClient, { turn: number; facts: number; violations: number }>()
  const flush = () => {
    const report: Report = { operations: 0, retries: 0, done: [], facts: [], violations: [] }
    for (const client of clients) {
      report.operations += client.ledger.operations
      report.retries += client.takeRetries()
      client.ledger.operations = 0
    }
    for (const [client, { turn, facts, violations }] of ready) {
      report.done.push({ id: client.id, turn })
      report.facts.push(...client.facts.splice(0, facts))
      report.violations.push(...client.violations.splice(0, violations))
    }
    const turns = [...ready].map(([client, { turn }]) => ({ client, turn }))
    ready.clear()
    // Called when it is written: from then on it arrives, whatever becomes of us.
    process.send?.(report, undefined, undefined, (error) => {
      if (!error) for (const { client, turn } of turns) client.reported = turn
    })
  }
  const timer = setInterval(flush, 50)
  const runs = clients.map((client) =>
    client.run(stop.signal, () =>
      ready.set(client, {
        turn: client.turn,
        facts: client.facts.length,
        violations: client.violations.length,
      }),
    ),
  )
  await Promise.all(runs)
  clearInterval(timer)
  flush()
  process.disconnect()
}

// Without the one who started it, it has nobody to tell.
process.on('disconnect', () => process.exit())

// Ctrl-C reaches us too; who started us ends the run in good order.
process.on('SIGINT', () => {})

process.on('message', (message: Start | 'stop') => {
  if (message === 'stop') stop.abort()
  else void work(message)
})
