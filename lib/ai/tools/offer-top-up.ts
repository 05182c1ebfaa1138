import 'server-only'
import { tool } from 'ai'
import { z } from 'zod'
import { currency, packKeys, packs } from '@/lib/catalogue'
import { formatMoney } from '@/lib/money'

/** Only shows what is for sale: the checkout is started by the user's click on the card, with the pack's key. */
export const offerTopUp = () =>
  tool({
    description:
      'Shows the user a card with the top-up packs. Buys nothing: the user decides there.',
    inputSchema: z.object({
      suggested: z.enum(packKeys).optional().describe('The pack that fits best, if one does'),
    }),
    execute: async ({ suggested }) => ({
      suggested,
      packs: packKeys.map((key) => ({
        key,
        credits: packs[key].credits,
        price: formatMoney(packs[key].unitAmount, currency),
      })),
      note: 'Shown to the user. Nothing is bought until they choose on the card and pay.',
    }),
  })
