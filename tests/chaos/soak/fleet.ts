import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { untilProcessGone } from './connection'
import type { Account, Report, Start } from './messages'

const worker = fileURLToPath(new URL('./worker.ts', import.meta.url))

type Member = { clients: number[]; process: ChildProcess; gone: Promise<void> }

/** The processes that the clients run in. One that dies is replaced: its clients go on from the last turn they reported. */
export class Fleet {
  #members: Member[] = []
  #turns = new Map<number, number>()
  #stopping = false
  kills = 0

  constructor(
    private readonly start: { url: string; seed: number; accounts: Account[] },
    private readonly hear: (report: Report) => void,
    private readonly failed: (why: string) => void,
  ) {}

  launch(clients: number, processes: number): void {
    const ids = Array.from({ length: clients }, (_, id) => id)
    for (let i = 0; i < processes; i += 1) {
      // The two of a pair in different processes where there are two.
      const mine = ids.filter((id) => ((id >> 1) + (id & 1)) % processes === i)
      if (mine.length > 0) this.#members.push(this.#spawn(mine, false))
    }
  }

  #spawn(clients: number[], again: boolean): Member {
    const process = fork(worker, { execArgv: ['--import', 'tsx'] })
    process.on('message', (message) => {
      const report = message as Report
      for (const { id, turn } of report.done) this.#turns.set(id, turn)
      this.hear(report)
    })
    const ended = new Promise<number | null>((resolve) => process.once('exit', resolve))
    // All it ever sent has been read once the channel is closed too.
    const silent = new Promise<void>((resolve) => process.once('disconnect', resolve))
    const gone = (async () => {
      const [code] = await Promise.all([ended, silent])
      if (code !== 0 && process.signalCode !== 'SIGKILL')
        this.failed(`a client process ended with ${process.signalCode ?? `code ${code}`}`)
    })()
    const start: Start = {
      ...this.start,
      again,
      clients: clients.map((id) => ({ id, from: this.#turns.get(id) ?? 0 })),
    }
    process.send(start)
    return { clients, process, gone }
  }

  /** kill −9 of one of them, wherever it is in its work, and another in its place. */
  async kill(which: number): Promise<void> {
    const member = this.#members[which % this.#members.length]
    if (!member || this.#stopping) return
    member.process.kill('SIGKILL')
    this.kills += 1
    await member.gone
    // What it had sent may still be at work. Asked again before that has ended, a refusal would not be the last word.
    if (member.process.pid) await untilProcessGone(this.start.url, member.process.pid)
    this.#members[this.#members.indexOf(member)] = this.#spawn(member.clients, true)
  }

  /** Every client ends the turn it is in. */
  async stop(): Promise<void> {
    this.#stopping = true
    for (const { process } of this.#members) if (process.connected) process.send('stop')
    await Promise.all(this.#members.map(({ gone }) => gone))
  }
}
