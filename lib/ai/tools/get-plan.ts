import 'server-only'
import { tool } from 'ai'
import { z } from 'zod'
import { billingSummary } from '@/lib/billing'
import { day } from './amounts'

export const getPlan = (userId: string) =>
  tool({
    description: "The user's plan: credits a month, status, and when it renews or ends.",
    inputSchema: z.object({}),
    execute: async () => {
      const { planName, creditsPerMonth, subscription } = await billingSummary(userId)
      return {
        plan: planName,
        creditsPerMonth,
        ...(subscription && {
          interval: subscription.interval,
          status: subscription.status,
          renews: subscription.renewsAt && day(subscription.renewsAt),
          ends: subscription.cancelAt && day(subscription.cancelAt),
        }),
      }
    },
  })
