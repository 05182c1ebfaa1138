import 'server-only'
import { z } from 'zod'
import { openPortal as open } from '@/lib/billing'
import { defineAction } from '../approvals/define'

export const openPortal = defineAction({
  description: 'Proposes to open the payment provider’s portal: card, invoices, billing address.',
  inputSchema: z.object({
    task: z.enum(['home', 'card']).optional().describe('card: only to change the card'),
  }),
  preview: async (_userId, { task = 'home' }) => ({ task }),
  run: async ({ userId, preview }) => {
    const { url } = await open(userId, preview.task)
    return { outcome: { opened: true }, goTo: url }
  },
})
