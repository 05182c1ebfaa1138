import 'server-only'
import { z } from 'zod'
import {
  agreeToAutoTopUp,
  autoTopUpForm,
  autoTopUpView,
  topUpCard,
  turnOffAutoTopUp,
} from '@/lib/billing'
import { currency, packKeys, packs } from '@/lib/catalogue'
import { MICRO } from '@/lib/credits'
import { AppError } from '@/lib/errors'
import { defineAction } from '../approvals/define'
import { sum } from './amounts'
import { packSizes } from './top-up'

/** What is proposed where neither the user nor an earlier agreement says otherwise: at most five of the smallest packs a month. */
const usual = { pack: 'small', threshold: 50, times: 5 } as const

const minorPerWhole = 100

export const autoTopUp = defineAction({
  description:
    'Proposes to turn automatic top-ups on, change them or turn them off: buys a pack when credits fall below a threshold, up to a monthly cap.',
  inputSchema: z.object({
    turn: z.enum(['on', 'off']),
    pack: z.enum(packKeys).optional().describe(packSizes),
    threshold: z.number().int().min(1).optional().describe('credits'),
    monthlyCap: z.number().int().min(1).optional().describe(`whole ${currency}`),
  }),
  preview: async (userId, input) => {
    const { setting } = await autoTopUpView(userId)
    if (input.turn === 'off') {
      if (!setting?.enabled)
        throw new AppError('conflict', 'Automatic top-up is off already. Nothing was changed.')
      return { turn: 'off' as const }
    }
    const pack = input.pack ?? setting?.pack ?? usual.pack
    const { credits, unitAmount } = packs[pack]
    const earlier = setting ? setting.threshold / MICRO : usual.threshold
    const cap = input.monthlyCap
      ? input.monthlyCap * minorPerWhole
      : Math.max(setting?.monthlyCapMinor ?? unitAmount * usual.times, unitAmount)
    const agreed = {
      pack,
      threshold: input.threshold ?? Math.min(earlier, credits),
      monthlyCapMinor: cap,
    }
    const parsed = autoTopUpForm.safeParse({ ...agreed, consent: 'on' })
    if (!parsed.success)
      throw new AppError(
        'conflict',
        `${parsed.error.issues[0]?.message ?? 'That is not possible.'} Nothing was changed.`,
      )
    return {
      turn: 'on' as const,
      ...agreed,
      credits,
      price: sum(unitAmount, currency),
      monthlyCap: sum(cap, currency),
      card: await topUpCard(userId),
    }
  },
  choices: ({ turn }) => (turn === 'on' ? ['agreed'] : null),
  run: async ({ userId, preview }) => {
    if (preview.turn === 'off') await turnOffAutoTopUp(userId)
    else {
      const { pack, threshold, monthlyCapMinor } = preview
      await agreeToAutoTopUp(userId, { pack, threshold, monthlyCapMinor })
    }
    return { outcome: { turned: preview.turn } }
  },
})
