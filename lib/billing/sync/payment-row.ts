import 'server-only'
import type { Payment, Prisma } from '@/prisma/generated/client'
import type { Db } from '@/lib/db'

type Row = Omit<Prisma.PaymentUncheckedCreateInput, 'syncedAt'>

/** Writes a payment as just read from Stripe, unless the row already holds a later reading. Answers the row as it stands. */
export async function writePayment(tx: Db, row: Row, readAt: Date): Promise<Payment> {
  // Locked before its age is read: a refund is written under this lock alone.
  const [present] = await tx.$queryRaw<{ syncedAt: Date }[]>`
    select "syncedAt" from "Payment" where id = ${row.id} for update`
  if (present && present.syncedAt > readAt)
    return tx.payment.findUniqueOrThrow({ where: { id: row.id } })
  const data = { ...row, syncedAt: readAt }
  return tx.payment.upsert({ where: { id: row.id }, create: data, update: data })
}
