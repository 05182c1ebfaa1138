import 'server-only'
import { createHash } from 'node:crypto'
import { AppError } from '@/lib/errors'

const LONGEST = 255

/** What a client calls its request, and what it asked for under that name. */
export type Named = { key: string; hash: Uint8Array<ArrayBuffer> }

/**
 * Reads `Idempotency-Key`. `null`: the client will not ask for this answer again. `asked` is everything that makes two
 * requests the same. Throws `bad_request` for a key that is none.
 */
export function nameOf(request: Request, ...asked: unknown[]): Named | null {
  const key = request.headers.get('idempotency-key')
  if (key === null) return null
  if (!/^[\x21-\x7e]+$/.test(key) || key.length > LONGEST)
    throw new AppError(
      'bad_request',
      `Idempotency-Key is 1 to ${LONGEST} visible ASCII characters without blanks. Nothing was charged.`,
      { details: { code: 'invalid_idempotency_key', param: 'Idempotency-Key' } },
    )
  return { key, hash: hashOf(asked) }
}

/** SHA-256 of a value; the order of an object's keys does not matter. */
const hashOf = (value: unknown): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(JSON.stringify(value, inOrder)).digest())

const inOrder = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value
