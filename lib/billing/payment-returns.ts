import 'server-only'
import { db } from '@/lib/db'

export type RefundView = { id: string; amountMinor: number; status: string; createdAt: string }
export type DisputeView = RefundView & { closedAt: string | null }

/** What happened to the money of payments after they were paid, oldest first, by payment. Inquiries are the owner's business. */
export async function returnsOf(paymentIds: string[]) {
  const where = { paymentId: { in: paymentIds } }
  const orderBy = { createdAt: 'asc' } as const
  const [refunds, disputes] = await Promise.all([
    db().refund.findMany({ where, orderBy }),
    db().dispute.findMany({
      where: { ...where, NOT: { status: { startsWith: 'warning_' } } },
      orderBy,
    }),
  ])
  const view = (row: { id: string; amountMinor: bigint; status: string; createdAt: Date }) => ({
    id: row.id,
    amountMinor: Number(row.amountMinor),
    status: row.status,
    createdAt: row.createdAt.toISOString(),
  })
  return (paymentId: string): { refunds: RefundView[]; disputes: DisputeView[] } => ({
    refunds: refunds.filter((row) => row.paymentId === paymentId).map(view),
    disputes: disputes
      .filter((row) => row.paymentId === paymentId)
      .map((row) => ({ ...view(row), closedAt: row.closedAt?.toISOString() ?? null })),
  })
}
