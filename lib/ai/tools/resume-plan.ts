import 'server-only'
import { z } from 'zod'
import { resumePlan as resume } from '@/lib/billing'
import { currency, plans, type Interval } from '@/lib/catalogue'
import { AppError } from '@/lib/errors'
import { defineAction } from '../approvals/define'
import { sum, type Sum } from './amounts'
import { ownSubscription } from './own-subscription'

type Terms = {
  planName: string
  interval: Interval
  endsAt: string
  renewsAt: string
  price: Sum
}

export const resumePlan = defineAction({
  description: 'Proposes to take the cancellation of the plan back.',
  inputSchema: z.object({}),
  preview: async (userId, _input, shown?: Terms): Promise<Terms> => {
    const { planName, planKey, interval, cancelAt, currentPeriodEnd } =
      await ownSubscription(userId)
    if (cancelAt === null && shown) return shown
    if (cancelAt === null)
      throw new AppError('conflict', `${planName} is not cancelled. Nothing was changed.`)
    return {
      planName,
      interval,
      endsAt: cancelAt,
      renewsAt: currentPeriodEnd,
      price: sum(plans[planKey].prices[interval].unitAmount, currency),
    }
  },
  run: async ({ userId, preview }) => {
    await resume(userId)
    return { outcome: { renewsAt: preview.renewsAt } }
  },
})
