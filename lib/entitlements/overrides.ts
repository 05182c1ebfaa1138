import 'server-only'
import type { EntitlementOverride } from '@/prisma/generated/client'
import { clock } from '@/lib/clock'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { isKnown } from './resolve'

export type OverrideRow = EntitlementOverride

type AdminGrant = {
  /** Of the form: sent twice, it grants once. */
  id: string
  userId: string
  adminId: string
  kind: 'feature' | 'limit'
  key: string
  /** Of a limit; -1 is unlimited. */
  value: number
  reason: string
  until: Date | null
}

/**
 * An admin gives a feature, or sets a limit, until a moment. The same `id` again changes nothing. Throws `bad_request` for
 * a key the catalogue does not know or a moment that has passed, `conflict` when the id named another grant.
 */
export async function grantOverride({ id, adminId, ...grant }: AdminGrant): Promise<void> {
  const { userId, kind, key, value, reason, until } = grant
  const now = clock.now()
  if (!isKnown(kind, key)) throw new AppError('bad_request', `There is no ${kind} ${key}.`)
  if (until && until <= now) throw new AppError('bad_request', 'That day has passed.')
  const sourceKey = `admin:${id}`
  const { count } = await db().entitlementOverride.createMany({
    data: [{ ...grant, source: 'admin', sourceKey, grantedBy: adminId, createdAt: now }],
    skipDuplicates: true,
  })
  if (count > 0) return
  const first = await db().entitlementOverride.findUniqueOrThrow({
    where: { userId_key_sourceKey: { userId, key, sourceKey } },
  })
  const same =
    first.kind === kind &&
    first.value === value &&
    first.reason === reason &&
    first.until?.getTime() === until?.getTime()
  if (!same)
    throw new AppError('conflict', 'This form was sent before, with other values. Load it again.')
}

/** Ends an override now. Ended ones stay as they are. Throws `not_found`. */
export async function revokeOverride(id: string): Promise<void> {
  const now = clock.now()
  const { count } = await db().entitlementOverride.updateMany({
    where: { id, revokedAt: null },
    data: { revokedAt: now },
  })
  if (count === 0 && (await db().entitlementOverride.count({ where: { id } })) === 0)
    throw new AppError('not_found', 'There is no such grant.')
}

/** A user's overrides, the newest first, those that ended included. */
export function listOverrides(userId: string): Promise<OverrideRow[]> {
  return db().entitlementOverride.findMany({
    where: { userId },
    orderBy: { createdAt: 'desc' },
    take: 100,
  })
}
