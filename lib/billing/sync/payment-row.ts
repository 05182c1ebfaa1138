import 'server-only'
import type { Prisma } from '@/prisma/generated/client'
import type { Db } from '@/lib/db'

type Row = Omit<Prisma.PaymentUncheckedCreateInput, 'syncedAt'>

/** Writes a payment as just read from Stripe, unless the row already holds a later reading. */
export async function writePayment(tx: Db, row: Row, readAt: Date): Promise<void> {
  // Locked before its age is read: a refund is written under this lock alone.
  await tx.$queryRaw`select 1 from "Payment" where id = ${row.id} for update`
  const present = await tx.payment.findUnique({ where: { id: row.id } })
  if (present && present.syncedAt > readAt) return
  const data = { ...row, syncedAt: readAt }
  await tx.payment.upsert({ where: { id: row.id }, create: data, update: data })
}
