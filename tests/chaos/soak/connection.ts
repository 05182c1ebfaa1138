import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'

/**
 * One client's connection. A statement whose answer did not come is sent again on a new connection until one comes, as any
 * caller of the ledger has to: that the key was used already is the ledger's business.
 */
export type Row = Record<string, unknown>

const lost = (error: unknown): boolean => {
  const { code, message } = error as { code?: string; message?: string }
  return (
    /^(57P0[123]|08...|ECONN.*|EPIPE)$/.test(code ?? '') ||
    /Connection terminated|connection is closed|not queryable|Connection ended/i.test(message ?? '')
  )
}

export class Connection {
  #client: Client | undefined
  retries = 0

  constructor(private readonly url: string) {}

  async #connected(): Promise<Client> {
    if (this.#client) return this.#client
    const client = new Client({ connectionString: this.url })
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

  /** `retried`: an earlier attempt may have done it already. `loseAnswer`: hangs up after sending, and asks again. */
  async call(
    name: string,
    text: string,
    values: unknown[],
    loseAnswer = false,
  ): Promise<{ row: Row; retried: boolean }> {
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
        return { row: rows[0] ?? {}, retried: attempt > 0 }
      } catch (error) {
        if (!lost(error)) throw error
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
