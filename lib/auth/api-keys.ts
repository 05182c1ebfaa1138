import 'server-only'
import { createHash } from 'node:crypto'
import { isApiKey } from '@/lib/auth/api-key-format'
import type { ApiScope } from '@/lib/auth/api-scopes'
import { clientOf } from '@/lib/auth/client'
import { clock } from '@/lib/clock'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { consume } from '@/lib/rate-limit'

export type ApiCaller = {
  user: { id: string }
  key: { id: string; name: string; prefix: string; scopes: readonly ApiScope[] }
}

/** A key is marked as used at most this often, so that a busy one does not cost a write each time. */
const usedEveryMs = 60_000

/** How many wrong keys an address may send in a minute before it is told to wait. Right ones are not counted. */
const failuresPerMinute = 20

/**
 * The database keeps only this digest: whoever reads a backup has no key. A key is looked up by it, so how long that takes
 * says something about the digest of what was sent, and nothing about any key.
 */
export const apiKeyHash = (key: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(key).digest())

/**
 * Who asks, by the key in `Authorization: Bearer tg_…`; for a key's requests there is neither session nor cookie, and so no
 * Origin to check. Throws `unauthorized` without a key that is good, `forbidden` when it may not do this (no `scope`: any key
 * may), and `rate_limited` to an address that sends many wrong ones.
 */
export async function requireApiKey(request: Request, scope?: ApiScope): Promise<ApiCaller> {
  const caller = await readKey(request.headers.get('authorization'))
  if (typeof caller === 'string') {
    const { address } = clientOf(request.headers)
    await consume({ key: `api-auth:${address}`, points: failuresPerMinute, seconds: 60 })
    throw new AppError('unauthorized', `${caller} Nothing was charged.`, {
      details: { code: 'invalid_api_key' },
      headers: { 'www-authenticate': 'Bearer' },
    })
  }
  if (scope && !caller.key.scopes.includes(scope))
    throw new AppError(
      'forbidden',
      `The key “${caller.key.name}” has no scope “${scope}”. Make one that has it under Settings. Nothing was charged.`,
      { details: { code: 'insufficient_scope', scope } },
    )
  return caller
}

/** The caller, or what is wrong, in words. */
async function readKey(header: string | null): Promise<ApiCaller | string> {
  const [, sent] = /^Bearer\s+(\S+)\s*$/i.exec(header ?? '') ?? []
  if (!sent) return 'Send an API key as “Authorization: Bearer tg_…”.'
  if (!isApiKey(sent))
    return 'That is not an API key as they are made here: a character is wrong or missing.'
  const now = clock.real()
  const row = await db().apiKey.findUnique({ where: { hash: apiKeyHash(sent) } })
  if (!row) return 'There is no such API key.'
  if (row.revokedAt) return `The key “${row.name}” was revoked.`
  if (row.expiresAt && row.expiresAt <= now) return `The key “${row.name}” has expired.`
  await noteUse(row, now)
  const { id, name, prefix, userId } = row
  return { user: { id: userId }, key: { id, name, prefix, scopes: row.scopes as ApiScope[] } }
}

async function noteUse(row: { id: string; lastUsedAt: Date | null }, now: Date): Promise<void> {
  const before = new Date(now.getTime() - usedEveryMs)
  if (row.lastUsedAt && row.lastUsedAt >= before) return
  // Conditional, so that of many parallel requests one writes.
  await db().apiKey.updateMany({
    where: { id: row.id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: before } }] },
    data: { lastUsedAt: now },
  })
}
