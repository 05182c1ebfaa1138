import 'server-only'
import { z } from 'zod'
import { owedBy, recoveryLink as linkOf, sendRecoveryLink } from '@/lib/billing'
import { AppError } from '@/lib/errors'
import { defineAction, type Done } from '../approvals/define'
import { sum } from './amounts'

export const recoveryLink = defineAction({
  description: 'Proposes the page where an unpaid renewal is paid: to be opened now, or mailed.',
  inputSchema: z.object({}),
  preview: async (userId) => {
    const [owed] = await owedBy(userId)
    if (!owed) throw new AppError('conflict', 'Nothing is unpaid. Nothing was changed.')
    return { ...owed, amount: sum(owed.amountMinor, owed.currency) }
  },
  choices: () => ['open', 'mail'],
  run: async ({
    userId,
    preview: { invoiceId },
    choice,
  }): Promise<Done<{ mailedTo: string | null }>> => {
    if (choice === 'open')
      return { outcome: { mailedTo: null }, goTo: await linkOf(userId, invoiceId) }
    const { to } = await sendRecoveryLink(userId, invoiceId)
    return { outcome: { mailedTo: to } }
  },
})
