import 'server-only'
import { z } from 'zod'
import { autoTopUpView, billingSummary, listPayments, owedBy } from '@/lib/billing'
import { day, sum } from './amounts'
import { quote } from './quote'
import { typedTool } from './typed-tool'

const LOOKED_AT = 20
const SHOWN = 3

/** Failed payments of late that are not paid by another means: an unpaid renewal is told by its case. */
async function lateFailures(userId: string, owedIds: ReadonlySet<string>) {
  const { payments } = await listPayments(userId, { limit: LOOKED_AT })
  return payments
    .filter(({ id, status }) => status === 'failed' && !owedIds.has(id))
    .slice(0, SHOWN)
    .map((payment) => ({
      date: day(payment.createdAt),
      what: quote(payment.description),
      amount: sum(payment.amountMinor, payment.currency),
      why: payment.failureMessage ?? 'The payment did not go through.',
      payAt: payment.hostedInvoiceUrl,
    }))
}

const pauses = {
  authentication_required: 'the bank wants the cardholder to confirm each charge',
  too_many_failures: 'the card was declined several times',
  card_refused: 'the bank does not accept the card any more',
  no_card: 'no card is kept',
} as const

export const getPaymentProblems = (userId: string) =>
  typedTool({
    description:
      'Why a payment failed, what it means for the plan, when the card is tried again, and what mends it.',
    inputSchema: z.object({}),
    execute: async () => {
      const [unpaid, { subscription }, { setting }] = await Promise.all([
        owedBy(userId),
        billingSummary(userId),
        autoTopUpView(userId),
      ])
      const failed = await lateFailures(userId, new Set(unpaid.map(({ invoiceId }) => invoiceId)))
      const pending = subscription?.pending
      return {
        unpaid: unpaid.map((owed) => ({ ...owed, amount: sum(owed.amountMinor, owed.currency) })),
        failed,
        ...(pending && {
          waitingUpgrade: { plan: pending.planName, until: pending.at, payAt: pending.url },
        }),
        ...(setting?.enabled &&
          setting.pausedReason && { autoTopUpPaused: pauses[setting.pausedReason] }),
      }
    },
  })
