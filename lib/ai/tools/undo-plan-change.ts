import 'server-only'
import { z } from 'zod'
import { undoDowngrade } from '@/lib/billing'
import type { Interval } from '@/lib/catalogue'
import { AppError } from '@/lib/errors'
import { defineAction } from '../approvals/define'
import { ownSubscription } from './own-subscription'

type Terms = { planName: string; nextPlanName: string; nextInterval: Interval; at: string }

export const undoPlanChange = defineAction({
  description: 'Proposes to take back a change to a smaller plan that is planned.',
  inputSchema: z.object({}),
  preview: async (userId, _input, shown?: Terms): Promise<Terms> => {
    const { planName, next } = await ownSubscription(userId)
    if (!next && shown) return shown
    if (!next) throw new AppError('conflict', 'No change of plan is planned. Nothing was changed.')
    return { planName, nextPlanName: next.planName, nextInterval: next.interval, at: next.at }
  },
  run: async ({ userId, preview }) => {
    await undoDowngrade(userId)
    return { outcome: { planName: preview.planName } }
  },
})
