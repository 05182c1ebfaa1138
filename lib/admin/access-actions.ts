'use server'

import { z } from 'zod'
import { adminAction } from '@/lib/action'
import { grantOverride, revokeOverride } from '@/lib/entitlements'
import { disableCode, makeCode } from '@/lib/promotions'
import { creditsAmount, dayEnd, limitValue, newCode } from '@/lib/promotions/input'
import { grantCredits, requireKnown, takeCreditsBack } from './access'

/** `id` is the form's: however often it is sent, it grants once. */
const grant = z.strictObject({
  id: z.uuid(),
  userId: z.uuid(),
  reason: z
    .string()
    .trim()
    .min(3, 'Say why, in a few words: the user reads it.')
    .max(120, 'A reason has at most 120 characters.'),
  lastDay: dayEnd,
})

const accessGrant = grant.extend({
  kind: z.enum(['feature', 'limit']),
  key: z.string(),
  value: limitValue,
})

export const grantAccessAction = adminAction(
  accessGrant,
  async ({ id: adminId }, { lastDay, ...what }) => {
    await requireKnown(what.userId)
    await grantOverride({ ...what, adminId, until: lastDay })
  },
)

const creditGrant = grant.extend({
  amount: creditsAmount.refine((amount) => amount > 0, 'Say how many credits.'),
})

export const grantCreditsAction = adminAction(creditGrant, (_admin, { lastDay, ...what }) =>
  grantCredits({ ...what, until: lastDay }),
)

export const revokeAccessAction = adminAction(z.strictObject({ id: z.uuid() }), (_admin, { id }) =>
  revokeOverride(id),
)

export const takeCreditsBackAction = adminAction(
  z.strictObject({ userId: z.uuid(), sourceKey: z.string().max(200) }),
  async (_admin, { userId, sourceKey }) => {
    await takeCreditsBack(userId, sourceKey)
  },
)

export const makeCodeAction = adminAction(newCode, async ({ id }, input) => {
  const { code } = await makeCode(id, input)
  return { code }
})

export const disableCodeAction = adminAction(z.strictObject({ id: z.uuid() }), (_admin, { id }) =>
  disableCode(id),
)
