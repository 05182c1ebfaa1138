import type { Hono } from 'hono'
import type { Pool } from 'pg'
import type { SandboxClock } from '../clock'
import { mailboxPages } from './pages'
import { receiveMail } from './smtp'
import { openStore } from './store'

export type Mailbox = { app: Hono; smtpUrl: string; close(): Promise<void> }

/** Takes every mail it is given, sends none on, and shows them at `/mailbox`. */
export async function createMailbox(options: {
  pool: Pool
  clock: SandboxClock
  port: number
}): Promise<Mailbox> {
  const store = await openStore(options.pool, options.clock.now)
  const smtp = await receiveMail({ port: options.port, keep: store.add })
  return { app: mailboxPages(store), smtpUrl: smtp.url, close: smtp.close }
}
