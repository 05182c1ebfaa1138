import type { Pool } from 'pg'
import PostalMime, { type Address } from 'postal-mime'
import { linksIn } from './links'

/** A mail as the tests and the list read it. */
export type StoredMail = {
  id: string
  from: string
  /** The recipients of the envelope: who it was really sent to. */
  to: string[]
  subject: string
  text: string
  html: string | null
  links: string[]
  receivedAt: Date
}

export type Store = Awaited<ReturnType<typeof openStore>>

/** The oldest go when there are more: a demo that runs for months must not fill the disk. */
const mostMails = 500

const addressText = (address: Address | undefined): string =>
  address === undefined
    ? ''
    : 'address' in address && address.address
      ? address.name
        ? `${address.name} <${address.address}>`
        : address.address
      : address.name

const columns = `id, sender as "from", recipients as "to", subject, text, html, links, received_at as "receivedAt"`

/** A number that fits the key, or the mail cannot exist. */
const isId = (id: string) => /^\d{1,15}$/.test(id)

/** @param now the time that mails arrive at, in Unix seconds. */
export async function openStore(pool: Pool, now: () => number) {
  await pool.query(
    `create table if not exists mail_messages (
       id bigint generated always as identity primary key,
       sender text not null,
       recipients text[] not null,
       subject text not null,
       text text not null,
       html text,
       links text[] not null,
       source bytea not null,
       received_at timestamptz not null default now()
     )`,
  )

  return {
    async add({ source, to }: { source: Buffer; to: string[] }): Promise<void> {
      const mail = await PostalMime.parse(source)
      // Postgres text cannot hold a zero byte.
      const clean = (text: string) => text.replaceAll('\0', '')
      const text = clean(mail.text ?? '')
      const html = mail.html === undefined ? null : clean(mail.html)
      await pool.query(
        `insert into mail_messages (sender, recipients, subject, text, html, links, source, received_at)
         values ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8))`,
        [
          clean(addressText(mail.from)),
          to.map((address) => clean(address.toLowerCase())),
          clean(mail.subject ?? ''),
          text,
          html,
          linksIn(html, text),
          source,
          now(),
        ],
      )
      await pool.query(
        'delete from mail_messages where id <= (select max(id) from mail_messages) - $1',
        [mostMails],
      )
    },

    /** Newest first. `to` is one recipient's address. */
    async list(to?: string): Promise<StoredMail[]> {
      const { rows } = await pool.query<StoredMail>(
        `select ${columns} from mail_messages
         where $1::text is null or $1 = any (recipients) order by id desc limit 200`,
        [to?.toLowerCase() ?? null],
      )
      return rows
    },

    async recipients(): Promise<{ address: string; count: number }[]> {
      const { rows } = await pool.query<{ address: string; count: number }>(
        `select address, count(*)::int as count from mail_messages, unnest(recipients) as address
         group by address order by max(id) desc limit 50`,
      )
      return rows
    },

    async find(id: string): Promise<(StoredMail & { source: Buffer }) | undefined> {
      if (!isId(id)) return undefined
      const { rows } = await pool.query<StoredMail & { source: Buffer }>(
        `select ${columns}, source from mail_messages where id = $1`,
        [id],
      )
      return rows[0]
    },

    async remove(id: string): Promise<void> {
      if (isId(id)) await pool.query('delete from mail_messages where id = $1', [id])
    },

    async clear(): Promise<void> {
      await pool.query('delete from mail_messages')
    },
  }
}
