import { z } from 'zod'
import { isFeature, isLimit } from '@/lib/entitlements/names'
import { parseCredits } from '@/lib/credits/decimal'
import { microCredits } from '@/lib/credits/unit'

/** A code as people type it. Kept and compared in upper case. */
export const codeText = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9][A-Z0-9-]{2,31}$/, 'A code has 3 to 32 letters, digits and hyphens.')

/** A number of days, or nothing. */
const days = z
  .string()
  .trim()
  .regex(/^\d{0,4}$/, 'Say a number of days, or leave it empty.')
  .transform((text) => (text === '' ? null : Number(text)))
  .refine((count) => count !== 0, 'Say at least one day, or leave it empty.')

/** Credits as typed, in micro-credits; nothing is none. */
export const creditsAmount = z
  .string()
  .trim()
  .transform((text, context) => {
    const amount = text === '' ? microCredits(0) : parseCredits(text)
    if (amount !== null) return amount
    context.addIssue('Say credits in digits, with at most six decimals after a point.')
    return z.NEVER
  })

/** The start of a day in UTC, from a date field; nothing is none. */
export const dayStart = z
  .union([z.literal(''), z.iso.date('Say a date like 2027-01-31.')])
  .transform((text) => (text === '' ? null : new Date(`${text}T00:00:00Z`)))

/** The end of a day in UTC: it is the last that counts. */
export const dayEnd = dayStart.transform((day) => day && new Date(day.getTime() + 24 * 60 * 60_000))

/** A limit's new value: -1 is unlimited. */
export const limitValue = z
  .number('Say a whole number; -1 is no limit.')
  .int('Say a whole number; -1 is no limit.')
  .min(-1, 'Say a whole number; -1 is no limit.')
  .max(1_000_000, 'That is more than a million.')

/** What an admin's form says of a new code. */
export const newCode = z
  .strictObject({
    code: codeText,
    credits: creditsAmount,
    creditDays: days,
    features: z.array(z.string().refine(isFeature, 'There is no such feature.')),
    limits: z.record(z.string().refine(isLimit, 'There is no such limit.'), limitValue),
    accessDays: days,
    startsOn: dayStart,
    lastOn: dayEnd,
    maxRedemptions: z
      .string()
      .trim()
      .regex(/^(?:[1-9]\d{0,8})?$/, 'Say how often, in digits, or leave it empty.')
      .transform((text) => (text === '' ? null : Number(text))),
  })
  .refine(
    ({ credits, features, limits }) =>
      credits > 0 || features.length > 0 || Object.keys(limits).length > 0,
    'The code gives nothing. Add credits, a feature or a limit.',
  )
  .refine(({ startsOn, lastOn }) => !startsOn || !lastOn || startsOn < lastOn, {
    message: 'The last day is before the first.',
    path: ['lastOn'],
  })

export type NewCode = z.output<typeof newCode>
