import 'server-only'
import { z } from 'zod'
import { startCheckout } from '@/lib/billing'
import { currency, packKeys, packs, type PackKey } from '@/lib/catalogue'
import { defineAction } from '../approvals/define'
import { sum } from './amounts'
import { checkoutOf, type OpenedCheckout } from './checkout-outcome'

/** For the model: `small 250, medium 1,000`. */
export const packSizes = packKeys
  .map((key) => `${key} ${packs[key].credits.toLocaleString('en-US')}`)
  .join(', ')

export const topUp = defineAction({
  description: 'Proposes to buy credits that do not expire: a card with the packs.',
  inputSchema: z.object({
    suggested: z.enum(packKeys).optional().describe(packSizes),
  }),
  preview: async (_userId, { suggested }) => ({
    suggested: suggested ?? ('small' satisfies PackKey as PackKey),
    isBest: suggested !== undefined,
    packs: packKeys.map((key) => ({
      key,
      credits: packs[key].credits,
      price: sum(packs[key].unitAmount, currency),
    })),
  }),
  choices: () => packKeys,
  run: async ({ userId, choice }) => {
    const pack = choice as PackKey
    const opened = await startCheckout({ userId, item: { kind: 'topup', pack } })
    const { credits, unitAmount } = packs[pack]
    const outcome: OpenedCheckout & { credits: number } = {
      credits,
      price: sum(unitAmount, currency),
      ...opened,
      paid: 'pending',
    }
    return { outcome, goTo: opened.url }
  },
  follow: checkoutOf,
})
