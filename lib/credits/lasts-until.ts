import type { Bucket } from './types'

/** What `credit_allowance.sql` adds to a period's end, so that a renewal whose invoice is late leaves no gap. */
const GRACE_MS = 24 * 60 * 60_000

/**
 * The day to tell the user, as ISO 8601; `null` for credits that stay. Of plan credits that is the period's end: there the
 * next period's credits take their place. That the ledger keeps them up to a day longer is no promise.
 */
export function lastsUntil({ kind, expiresAt }: Pick<Bucket, 'kind' | 'expiresAt'>): string | null {
  if (expiresAt === null || kind !== 'plan') return expiresAt
  return new Date(Date.parse(expiresAt) - GRACE_MS).toISOString()
}
