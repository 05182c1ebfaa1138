import 'server-only'
import { tool } from 'ai'
import { z } from 'zod'
import { listPayments as readPayments } from '@/lib/billing'
import { formatMoney } from '@/lib/money'
import { day } from './amounts'

const PAYMENTS = 10

export const listPayments = (userId: string) =>
  tool({
    description: "The user's latest payments: amount, status, why one failed, and the receipt.",
    inputSchema: z.object({}),
    execute: async () => {
      const { payments, nextCursor } = await readPayments(userId, { limit: PAYMENTS })
      return {
        payments: payments.map((payment) => ({
          date: day(payment.createdAt),
          what: payment.description,
          amount: formatMoney(payment.amountMinor, payment.currency),
          status: payment.status,
          ...(payment.refundedMinor > 0 && {
            refunded: formatMoney(payment.refundedMinor, payment.currency),
          }),
          ...(payment.failureMessage && { whyItFailed: payment.failureMessage }),
          ...(payment.hostedInvoiceUrl || payment.receiptUrl
            ? { receipt: payment.hostedInvoiceUrl ?? payment.receiptUrl }
            : {}),
        })),
        ...(nextCursor !== null && { older: 'on the billing page' }),
      }
    },
  })
