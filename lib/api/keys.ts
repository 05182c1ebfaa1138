import 'server-only'
import { addDays } from 'date-fns'
import { apiKeyHash } from '@/lib/auth/api-keys'
import { newApiKey, prefixOf } from '@/lib/auth/api-key-format'
import type { ApiScope } from '@/lib/auth/api-scopes'
import { afterResponse } from '@/lib/after'
import { clock } from '@/lib/clock'
import { db, type Db } from '@/lib/db'
import { enqueueMail, flushOutbox } from '@/lib/email/outbox'
import { entitlementsOf, requireFeature } from '@/lib/entitlements'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import type { NewKeyInput } from './key-input'

export type ListedKey = {
  id: string
  name: string
  prefix: string
  scopes: ApiScope[]
  createdAt: Date
  lastUsedAt: Date | null
  expiresAt: Date | null
  expired: boolean
  /** Answers that were paid for with it in the last 24 hours, and those being written. */
  requests: number
}

const live = (userId: string, now: Date) => ({
  userId,
  revokedAt: null,
  OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
})

/** What the settings page shows. `limit`: how many keys may be live, -1 for any number. */
export async function readApiKeys(
  userId: string,
): Promise<{ allowed: boolean; limit: number; keys: ListedKey[] }> {
  const now = clock.real()
  const [{ features, limits }, rows] = await Promise.all([
    entitlementsOf(userId),
    db().apiKey.findMany({
      where: { userId, revokedAt: null },
      orderBy: { createdAt: 'desc' },
      include: {
        _count: { select: { requests: { where: { createdAt: { gt: addDays(now, -1) } } } } },
      },
    }),
  ])
  return {
    allowed: features.includes('api_access'),
    limit: limits.api_keys,
    keys: rows.map(({ hash: _hash, _count, ...row }) => ({
      ...row,
      scopes: row.scopes as ApiScope[],
      expired: row.expiresAt !== null && row.expiresAt <= now,
      requests: _count.requests,
    })),
  }
}

/**
 * Makes a key and answers it, which is the only moment it is known; its owner is told by mail. Throws `forbidden` when the
 * plan has no API, and `conflict` when as many keys as it allows are live: also of two that are made at once.
 */
export async function createApiKey(userId: string, input: NewKeyInput): Promise<string> {
  const { limits } = await requireFeature(userId, 'api_access')
  const key = newApiKey()
  await db().$transaction(async (tx) => {
    // One after the other, so that they can be counted.
    const [owner] = await tx.$queryRaw<{ email: string }[]>`
      select email from "User" where id = ${userId}::uuid for no key update`
    if (!owner) throw new AppError('not_found', 'There is no such account.')
    await assertRoom(tx, userId, limits.api_keys)
    await insertKey(tx, { userId, email: owner.email, key, input })
  })
  afterResponse(() => flushOutbox())
  return key
}

/** How many keys of a user open anything now: what the limit counts. */
export const countApiKeys = (db: Db, userId: string): Promise<number> =>
  db.apiKey.count({ where: live(userId, clock.real()) })

async function assertRoom(tx: Db, userId: string, limit: number): Promise<void> {
  if (limit === -1) return
  if ((await countApiKeys(tx, userId)) >= limit)
    throw new AppError(
      'conflict',
      `Your plan has ${limit} API ${limit === 1 ? 'key' : 'keys'}. Revoke one that is not needed, or upgrade.`,
    )
}

async function insertKey(
  tx: Db,
  made: { userId: string; email: string; key: string; input: NewKeyInput },
): Promise<void> {
  const { userId, email, key, input } = made
  const { name, scopes, life } = input
  const now = clock.real()
  const prefix = prefixOf(key)
  const expiresAt = life === 'never' ? null : addDays(now, Number(life))
  const { id } = await tx.apiKey.create({
    data: { userId, name, prefix, hash: apiKeyHash(key), scopes, createdAt: now, expiresAt },
  })
  await enqueueMail(tx, {
    dedupeKey: `api_key_created:${id}`,
    to: email,
    template: 'api_key_created',
    props: {
      name,
      prefix,
      scopes,
      expiresAt: expiresAt?.toISOString() ?? null,
      appUrl: env().APP_URL,
    },
  })
}

/** From now on the key opens nothing. Throws `not_found` for a key of somebody else, and for one that was revoked before. */
export async function revokeApiKey(userId: string, id: string): Promise<void> {
  const { count } = await db().apiKey.updateMany({
    where: { id, userId, revokedAt: null },
    data: { revokedAt: clock.real() },
  })
  if (count === 0) throw new AppError('not_found', 'That key was revoked already.')
}
