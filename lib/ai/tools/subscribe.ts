import 'server-only'
import { z } from 'zod'
import { billingSummary, startCheckout } from '@/lib/billing'
import { currency, paidPlanKeys, plans } from '@/lib/catalogue'
import { AppError } from '@/lib/errors'
import { defineAction } from '../approvals/define'
import { sum } from './amounts'
import { checkoutOf, type OpenedCheckout } from './checkout-outcome'

const intervals = ['month', 'year'] as const

export const subscribe = defineAction({
  description: 'Proposes to subscribe to a paid plan; the card leads to the payment page.',
  inputSchema: z.object({
    plan: z.enum(paidPlanKeys),
    interval: z.enum(intervals).optional().describe('month by default'),
  }),
  preview: async (userId, { plan, interval = 'month' }) => {
    const { subscription, mayTry } = await billingSummary(userId)
    if (subscription)
      throw new AppError(
        'conflict',
        `You have ${subscription.planName} already. It can be changed, not bought a second time. Nothing was charged.`,
      )
    const { name, creditsPerMonth, prices, trial } = plans[plan]
    return {
      plan,
      planName: name,
      interval,
      price: sum(prices[interval].unitAmount, currency),
      creditsPerMonth,
      ...(mayTry && trial && { trial: { days: trial.days, credits: trial.credits } }),
    }
  },
  choices: ({ trial }) => (trial ? ['trial', 'pay'] : ['pay']),
  run: async ({ userId, preview, choice }) => {
    const { plan, interval, price } = preview
    const trial = choice === 'trial'
    const opened = await startCheckout({
      userId,
      item: { kind: 'subscription', plan, interval, ...(trial && { trial: true as const }) },
    })
    const outcome: OpenedCheckout & { trial: boolean } = {
      trial,
      price,
      ...opened,
      paid: 'pending',
    }
    return { outcome, goTo: opened.url }
  },
  follow: checkoutOf,
})
