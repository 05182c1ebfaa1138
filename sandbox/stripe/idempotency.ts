import { createHash } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import { StripeFailure } from './errors'

export type Answer = { status: number; body: object; requestId: string }

/** Two requests are the same when route and parameters are: https://docs.stripe.com/api/idempotent_requests */
export const fingerprintOf = (method: string, path: string, body: string) =>
  createHash('sha256').update(`${method} ${path}\n${body}`).digest('hex')

/** Keys are forgotten after a day, as Stripe's are. */
const forget = `delete from stripe_idempotency where created < now() - interval '24 hours'`

/** Takes the key for this request, or gives the answer the key already has. */
export async function claimKey(
  pool: Pool,
  key: string,
  request: string,
): Promise<Answer | undefined> {
  await pool.query(forget)
  const claimed = await pool.query(
    'insert into stripe_idempotency (key, request) values ($1, $2) on conflict do nothing',
    [key, request],
  )
  if (claimed.rowCount === 1) return undefined
  const { rows } = await pool.query<{
    request: string
    status: number | null
    body: object
    request_id: string
  }>('select request, status, body, request_id from stripe_idempotency where key = $1', [key])
  const known = rows[0]
  if (known && known.request !== request)
    throw new StripeFailure(400, {
      type: 'idempotency_error',
      message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    })
  // Gone between the two statements: its request was refused just now, which ends the claim.
  if (!known || known.status === null)
    throw new StripeFailure(409, {
      type: 'idempotency_error',
      code: 'idempotency_key_in_use',
      message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
    })
  return { status: known.status, body: known.body, requestId: known.request_id }
}

/** Binds the answer to the key, in the transaction of what it tells of. */
export async function keepAnswer(client: PoolClient, key: string, answer: Answer): Promise<void> {
  await client.query(
    'update stripe_idempotency set status = $2, body = $3, request_id = $4 where key = $1',
    [key, answer.status, JSON.stringify(answer.body), answer.requestId],
  )
}

/** A request that was refused before it began may come again under its key. */
export async function releaseKey(pool: Pool, key: string): Promise<void> {
  await pool.query('delete from stripe_idempotency where key = $1 and status is null', [key])
}
