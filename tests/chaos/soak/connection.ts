import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { withClient } from '@/sandbox/postgres'

export type Row = Record<string, unknown>

const lost = (error: unknown): boolean => {
  const { code, message } = error as { code?: string; message?: string }
  return (
    /^(57P0[123]|08...|ECONN.*|EPIPE)$/.test(code ?? '') ||
    /Connection terminated|connection is closed|not queryable|Connection ended/i.test(message ?? '')
  )
}

/** Each connection has a name of its own at the server: its process, and a number. */
let opened = 0
const nameOf = (pid: number, number: number | '%') => `soak ${pid} ${number}`

/** A server goes on with what it read when the sender is gone: waits until it has done so, or has dropped it. */
async function untilGone(client: Client, name: string): Promise<void> {
  const sql = 'select from pg_stat_activity where application_name like $1 limit 1'
  while ((await client.query(sql, [name])).rowCount) await sleep(5)
}

/** Waits until nothing that a dead process sent runs any more. */
export const untilProcessGone = (url: string, pid: number): Promise<void> =>
  withClient(url, (client) => untilGone(client, nameOf(pid, '%')))

/**
 * One client's connection. A statement whose answer did not come is sent again on a new connection until one comes, as any
 * caller of the ledger has to: that the key was used already is the ledger's business.
 */
export class Connection {
  #client: Client | undefined
  #name = ''
  retries = 0

  constructor(private readonly url: string) {}

  async #connected(): Promise<Client> {
    if (this.#client) return this.#client
    this.#name = nameOf(process.pid, ++opened)
    const client = new Client({ connectionString: this.url, application_name: this.#name })
    client.on('error', () => {
      if (this.#client === client) this.#client = undefined
    })
    await client.connect()
    this.#client = client
    return client
  }

  #drop(): void {
    const client = this.#client
    this.#client = undefined
    void client?.end().catch(() => {})
  }

  /**
   * `retried`: an earlier attempt may have done it already. `loseAnswer`: hangs up after sending, and asks again.
   *
   * The statement is sent again at once, beside the lost one should that still run. Then it is asked once more when the lost
   * one has certainly ended: a refusal may have overtaken it, and is not the last word before.
   */
  async call(
    name: string,
    text: string,
    values: unknown[],
    loseAnswer = false,
  ): Promise<{ row: Row; retried: boolean }> {
    const running = new Set<string>()
    let losing = loseAnswer
    for (let attempt = 0; ; attempt += 1) {
      try {
        const client = await this.#connected()
        const answer = client.query<Row>({ name, text, values })
        if (losing) {
          losing = false
          this.#hangUp(client)
        }
        const { rows } = await answer
        if (running.size === 0) return { row: rows[0] ?? {}, retried: attempt > 0 }
        for (const lostOne of running) await untilGone(client, lostOne)
        running.clear()
      } catch (error) {
        if (!lost(error)) throw error
        running.add(this.#name)
        this.#drop()
        this.retries += 1
        await sleep(20)
      }
    }
  }

  #hangUp(client: Client): void {
    const { stream } = (client as unknown as { connection: { stream: { destroySoon(): void } } })
      .connection
    // What was written still goes out; nothing is read any more.
    stream.destroySoon()
  }

  async end(): Promise<void> {
    const client = this.#client
    this.#client = undefined
    await client?.end()
  }
}
