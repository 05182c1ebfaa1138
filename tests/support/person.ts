import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Client } from 'pg'

/** What `wealthyPerson` has, in micro-credits. */
export const WEALTH = 1_000_000 * 1_000_000

/**
 * A user whom neither plan nor credits limit, signed in to a server on this database: who it is, and its cookie header. By SQL:
 * this runs beside a server, not inside one.
 */
export async function wealthyPerson(client: Client): Promise<{ id: string; cookie: string }> {
  const { rows } = await client.query<{ id: string }>(
    `insert into "User" (email) values ($1) returning id`,
    [`${randomUUID()}@example.com`],
  )
  const id = rows[0]?.id ?? ''
  await client.query(
    `insert into "UserPlan" ("userId", "planKey", "updatedAt") values ($1, 'enterprise', now())`,
    [id],
  )
  await client.query(
    `select credit_grant($1, 'topup', 'wealth', $2, null, 0, 'Wealth', null, null)`,
    [id, WEALTH],
  )
  const token = randomBytes(32).toString('base64url')
  await client.query(
    `insert into "Session" ("userId", "sessionToken", expires) values ($1, $2, now() + interval '1 day')`,
    [id, createHash('sha256').update(token).digest('hex')],
  )
  return { id, cookie: `next-auth.session-token=${token}` }
}

/** Sends a chat turn as a browser does. */
export const askOver = (
  appUrl: string,
  cookie: string,
  asked: { chatId: string; messageId: string; text: string },
): Promise<Response> =>
  fetch(`${appUrl}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: appUrl, cookie },
    body: JSON.stringify({
      id: asked.chatId,
      message: { id: asked.messageId, role: 'user', parts: [{ type: 'text', text: asked.text }] },
    }),
  })
