import 'server-only'
import type { PromoCode } from '@/prisma/generated/client'
import { clock } from '@/lib/clock'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import type { NewCode } from './input'

/** How a code stands at `now`, as its redeemers would be told. */
export type CodeState = 'open' | 'waiting' | 'over' | 'used up' | 'withdrawn'

export function stateOf(code: PromoCode, now: Date): CodeState {
  if (code.disabledAt) return 'withdrawn'
  if (code.startsAt > now) return 'waiting'
  if (code.expiresAt && code.expiresAt <= now) return 'over'
  const { maxRedemptions, redemptions } = code
  return maxRedemptions !== null && redemptions >= maxRedemptions ? 'used up' : 'open'
}

/** All codes, the newest first. */
export async function listCodes(): Promise<(PromoCode & { state: CodeState })[]> {
  const codes = await db().promoCode.findMany({ orderBy: { createdAt: 'desc' }, take: 200 })
  const now = clock.now()
  return codes.map((code) => ({ ...code, state: stateOf(code, now) }))
}

/** Throws `conflict` when there is such a code already, `bad_request` when it would be over before it began. */
export async function makeCode(adminId: string, input: NewCode): Promise<PromoCode> {
  const now = clock.now()
  const { startsOn, lastOn, ...what } = input
  const startsAt = startsOn && startsOn > now ? startsOn : now
  if (lastOn && lastOn <= startsAt)
    throw new AppError('bad_request', 'The last day to redeem it has passed.')
  const [made] = await db().promoCode.createManyAndReturn({
    data: [{ ...what, startsAt, expiresAt: lastOn, createdBy: adminId, createdAt: now }],
    skipDuplicates: true,
  })
  if (!made) throw new AppError('conflict', `There is a code ${input.code} already.`)
  return made
}

/** Nobody redeems it any more; what it gave stays. Throws `not_found`. */
export async function disableCode(id: string): Promise<void> {
  const disabledAt = clock.now()
  const { count } = await db().promoCode.updateMany({
    where: { id, disabledAt: null },
    data: { disabledAt },
  })
  if (count === 0 && (await db().promoCode.count({ where: { id } })) === 0)
    throw new AppError('not_found', 'There is no such code.')
}
