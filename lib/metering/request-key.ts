import 'server-only'
import { AppError } from '@/lib/errors'
import { isStorable } from '@/lib/storable'

/** What JSON can say: a `Blob` or a `Map`, which would all look alike, is none. */
export type Json =
  string | number | boolean | null | undefined | readonly Json[] | { readonly [key: string]: Json }

/** Which operation of a user this is. Together they name it once and for all. */
export type Identity = {
  user: { id: string }
  /** As in the price table. */
  operation: string
  /** Left out where the operation has no model. */
  model?: string | undefined
  /** The request's own id: unique per user and operation, the same when the same request is sent again. */
  key: string
  /** What was asked for: the same key with something else is refused. Order of object keys does not matter. */
  request: Json
}

const LONGEST = 200

/** Throws `bad_request` for a key that no id can be. */
export function ledgerKey({ user, operation, model = '', key, request }: Identity) {
  if (key === '' || key.length > LONGEST || !isStorable(key))
    throw new AppError(
      'bad_request',
      `A request id is a text of 1 to ${LONGEST} characters. Nothing was charged.`,
    )
  return {
    userId: user.id,
    operationKey: `${operation}:${key}`,
    requestHash: JSON.stringify([operation, model, request], inOrder),
  }
}

const inOrder = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value
