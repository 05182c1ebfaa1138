// Ends the parts when the runner dies without a chance to do it itself (kill -9, a closed terminal on some systems):
// then this process's stdin closes. The runner writes one line per part, `<signal> <pid>`, and `done` when all ended.
import { createInterface } from 'node:readline'

// A signal to the whole terminal must not end the one who cleans up.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {})

const parts = new Map()
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'done') process.exit(0)
  const [signal, pid] = line.split(' ')
  parts.set(Number(pid), signal)
}

const send = (pid, signal) => {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended already, which is what we want.
  }
}
for (const [pid, signal] of parts) send(pid, signal)
await new Promise((resolve) => setTimeout(resolve, 3_000))
// A negative number is a process group. Postgres is a single one: it must not be killed while it shuts down.
for (const pid of parts.keys()) if (pid < 0) send(pid, 'SIGKILL')
