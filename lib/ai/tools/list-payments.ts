import 'server-only'
import { z } from 'zod'
import { listPayments as readPayments } from '@/lib/billing'
import { day, sum } from './amounts'
import { quote } from './quote'
import { typedTool } from './typed-tool'

const PAYMENTS = 10

export const listPayments = (userId: string) =>
  typedTool({
    description:
      "The user's latest payments and invoices: amount, status, refunds, why one failed, and links on the card.",
    inputSchema: z.object({}),
    execute: async () => {
      const { payments, nextCursor } = await readPayments(userId, { limit: PAYMENTS })
      return {
        payments: payments.map((payment) => ({
          date: day(payment.createdAt),
          what: quote(payment.description),
          amount: sum(payment.amountMinor, payment.currency),
          status: payment.status,
          ...(payment.refundedMinor > 0 && {
            refunded: sum(payment.refundedMinor, payment.currency),
          }),
          ...(payment.failureMessage && { whyItFailed: payment.failureMessage }),
          invoice: payment.hostedInvoiceUrl,
          receipt: payment.receiptUrl,
        })),
        ...(nextCursor !== null && { older: 'on the billing page' }),
      }
    },
  })
