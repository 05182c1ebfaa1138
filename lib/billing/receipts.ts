import 'server-only'
import { db } from '@/lib/db'

/** What paid for a bucket of credits, for the line that shows it. */
export type Receipt = {
  paymentId: string
  description: string
  amountMinor: number
  currency: string
  url: string | null
}

/**
 * The payments behind what the ledger calls `paidBy` (a payment intent or an invoice), by that name. Only this user's;
 * names nobody knows are left out.
 */
export async function receiptsOf(
  userId: string,
  paidBy: readonly string[],
): Promise<Record<string, Receipt>> {
  if (paidBy.length === 0) return {}
  const names = [...new Set(paidBy)]
  const rows = await db().payment.findMany({
    where: {
      userId,
      OR: [{ id: { in: names } }, { invoiceId: { in: names } }, { paymentIntentId: { in: names } }],
    },
  })
  return Object.fromEntries(
    names.flatMap((name) => {
      const row = rows.find((row) => [row.id, row.invoiceId, row.paymentIntentId].includes(name))
      if (!row) return []
      const receipt: Receipt = {
        paymentId: row.id,
        description: row.description,
        amountMinor: Number(row.amountMinor),
        currency: row.currency,
        url: row.receiptUrl ?? row.hostedInvoiceUrl,
      }
      return [[name, receipt]]
    }),
  )
}
