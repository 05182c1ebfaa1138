import 'server-only'
import { z } from 'zod'
import {
  billingSummary,
  confirmChange,
  previewChange,
  type ChangePreview,
  type DowngradePreview,
  type UpgradePreview,
} from '@/lib/billing'
import { paidPlanKeys, plans } from '@/lib/catalogue'
import { creditsInWords } from '@/lib/credits/format'
import { AppError } from '@/lib/errors'
import { formatMoney } from '@/lib/money'
import { defineAction } from '../approvals/define'
import { day } from './amounts'
import { quote, type Quoted } from './quote'

type Line = { description: Quoted; amountMinor: number }
type Terms = (Omit<UpgradePreview, 'lines'> & { lines: Line[] }) | DowngradePreview

type Shown = { from: string; to: string; inWords: object; terms: Terms }

/** Invoice lines may carry what somebody wrote at Stripe. */
const termsOf = (preview: ChangePreview): Terms =>
  preview.direction === 'downgrade'
    ? preview
    : {
        ...preview,
        lines: preview.lines.map(({ description, amountMinor }) => ({
          description: quote(description),
          amountMinor,
        })),
      }

/** The figures once more, as they are to be said. */
function said(terms: Terms) {
  const { to, currency, priceMinor } = terms
  const price = `${formatMoney(priceMinor, currency)} a ${to.interval}`
  const creditsPerMonth = plans[to.planKey].creditsPerMonth
  return terms.direction === 'downgrade'
    ? { from: day(terms.effectiveAt), price, creditsPerMonth, dueNow: formatMoney(0, currency) }
    : {
        price,
        creditsPerMonth,
        dueNow: formatMoney(terms.dueMinor, currency),
        creditsNow: creditsInWords(terms.creditsNow),
        renews: day(terms.renewsAt),
      }
}

const named = ({ planKey, interval }: { planKey: keyof typeof plans; interval: string }) =>
  `${plans[planKey].name}, paid by the ${interval}`

function shownAs(preview: ChangePreview): Shown {
  const terms = termsOf(preview)
  return { from: named(terms.from), to: named(terms.to), inWords: said(terms), terms }
}

export const changePlan = defineAction({
  description:
    'Proposes another paid plan for a subscriber. A larger one begins at once for the exact price shown, a smaller one with the next period.',
  inputSchema: z.object({
    plan: z.enum(paidPlanKeys),
    interval: z.enum(['month', 'year']).optional().describe('as now by default'),
  }),
  preview: async (userId, { plan, interval }, shown?: Shown): Promise<Shown> => {
    const { subscription } = await billingSummary(userId)
    const now = shown?.terms.to.interval ?? subscription?.interval ?? 'month'
    const target = { plan, interval: interval ?? now }
    if (!shown) return shownAs(await previewChange(userId, target))
    try {
      return shownAs(await previewChange(userId, target, { at: shown.terms.previewedAt }))
    } catch (error) {
      if (error instanceof AppError && error.options.details?.already) return shown
      throw error
    }
  },
  run: async ({ userId, preview: { terms } }) => {
    const { to, previewedAt } = terms
    const change = { plan: to.planKey, interval: to.interval, previewedAt }
    return { outcome: await confirmChange(userId, change) }
  },
})
