import 'server-only'
import { z } from 'zod'
import { packKeys, packs } from '@/lib/catalogue'
import { clock } from '@/lib/clock'
import { credits } from '@/lib/credits/unit'
import { db, type Db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { inTransaction } from '../sync/effect'
import { lockSetting } from './attempt'

const whole = (least: number, sentence: string) =>
  z.coerce.number(sentence).int(sentence).min(least, sentence).max(1_000_000, sentence)

/** What the form sends: keys and limits of the user's own, never a price. Credits are whole, money is in whole units. */
export const autoTopUpForm = z
  .object({
    threshold: whole(1, 'A whole number of credits, from 1.'),
    pack: z.enum(packKeys),
    monthlyCapMinor: z.coerce.number().int().min(1).max(100_000_000),
    consent: z.literal('on', 'Please agree to the charges first.'),
  })
  .superRefine(({ threshold, pack, monthlyCapMinor }, context) => {
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    // One charge has to close the gap, or the next one follows at once.
    if (threshold > packs[pack].credits)
      refuse('threshold', 'No more than the pack holds: one charge has to be enough.')
    if (monthlyCapMinor < packs[pack].unitAmount)
      refuse('monthlyCapMinor', 'At least the price of one pack.')
  })

/** Turns automatic top-ups on, or changes them; the consent is kept with its time. Starts afresh after failures. */
export async function saveAutoTopUp(
  userId: string,
  { threshold, pack, monthlyCapMinor }: Omit<z.output<typeof autoTopUpForm>, 'consent'>,
): Promise<void> {
  const now = clock.now()
  const data = {
    enabled: true,
    threshold: BigInt(credits(threshold)),
    packKey: pack,
    monthlyCapMinor: BigInt(monthlyCapMinor),
    consentedAt: now,
    ...afresh(),
  }
  await db().autoTopUp.upsert({ where: { userId }, create: { userId, ...data }, update: data })
}

/** What is under way is not called back: an attempt that has begun may still be charged. */
export async function turnOffAutoTopUp(userId: string): Promise<void> {
  await db().autoTopUp.updateMany({
    where: { userId },
    data: { enabled: false, consentedAt: null, ...afresh() },
  })
}

/** Goes on after a pause. Throws `conflict` when there is nothing to go on with. */
export async function resumeAutoTopUp(userId: string): Promise<void> {
  const going = await inTransaction(async (tx) => (await goOn(tx, userId)) > 0)
  if (!going)
    throw new AppError(
      'conflict',
      'Automatic top-up is off. Turn it on first. Nothing was charged.',
    )
}

export const afresh = () => ({
  failures: 0,
  nextTryAt: null,
  pausedReason: null,
  updatedAt: clock.now(),
})

/** Lifts whatever holds the next attempt back: another card was kept, or the user says so. Locks the setting. */
export async function goOn(tx: Db, userId: string): Promise<number> {
  await lockSetting(tx, userId)
  const { count } = await tx.autoTopUp.updateMany({
    where: { userId, enabled: true },
    data: afresh(),
  })
  return count
}

/** Whether the user has agreed to be charged while away: then a card they pay with is kept for that. */
export async function hasAgreed(userId: string): Promise<boolean> {
  const setting = await db().autoTopUp.findUnique({ where: { userId } })
  return setting?.enabled ?? false
}
