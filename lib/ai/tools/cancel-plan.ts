import 'server-only'
import { z } from 'zod'
import { cancelPlan as cancel } from '@/lib/billing'
import { AppError } from '@/lib/errors'
import { defineAction } from '../approvals/define'
import { ownSubscription } from './own-subscription'

/** `unpaid`: the running period was never paid for, so it ends at once (`endsAt: null`). */
type Terms = { planName: string; state: 'paid' | 'trial' | 'unpaid'; endsAt: string | null }

const stateOf = (status: string): Terms['state'] =>
  status === 'trialing' ? 'trial' : status === 'active' ? 'paid' : 'unpaid'

export const cancelPlan = defineAction({
  description: 'Proposes to cancel the plan at the end of what is paid for.',
  inputSchema: z.object({}),
  preview: async (userId, _input, shown?: Terms): Promise<Terms> => {
    const { planName, status, cancelAt, currentPeriodEnd } = await ownSubscription(userId)
    if (cancelAt !== null && shown) return shown
    if (cancelAt !== null)
      throw new AppError('conflict', `${planName} is cancelled already. Nothing was changed.`)
    const state = stateOf(status)
    return { planName, state, endsAt: state === 'unpaid' ? null : currentPeriodEnd }
  },
  run: async ({ userId, preview }) => {
    await cancel(userId)
    return { outcome: { endsAt: preview.endsAt } }
  },
})
