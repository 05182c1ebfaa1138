import 'server-only'
import { z } from 'zod'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { returnsOf } from './payment-returns'

const cursorSchema = z.tuple([z.iso.datetime().pipe(z.coerce.date()), z.string().regex(/^\w+$/)])

const encode = (payment: { createdAt: Date; id: string }) =>
  Buffer.from(JSON.stringify([payment.createdAt, payment.id])).toString('base64url')

function decode(cursor: string): [Date, string] {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch (cause) {
    throw new AppError('bad_request', 'cursor: take it from nextCursor of the page before.', {
      cause,
    })
  }
}

const pageSchema = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})

/** Which page a query asks for. Throws `bad_request`. */
export function paymentsPage(query: URLSearchParams): z.output<typeof pageSchema> {
  const result = pageSchema.safeParse(Object.fromEntries(query))
  if (result.success) return result.data
  throw new AppError('bad_request', 'limit: a whole number from 1 to 100. cursor: as received.')
}

/**
 * A user's payments, newest first: paid, pending, failed (with the reason in plain words), refunded; with their refunds and
 * disputes. Amounts are in the
 * currency's smallest unit. `nextCursor` fetches the next page; `null` on the last. Throws `bad_request` for a cursor
 * that is none.
 */
export async function listPayments(
  userId: string,
  { cursor, limit }: { cursor?: string; limit: number },
) {
  const after = cursor === undefined ? undefined : decode(cursor)
  const rows = await db().payment.findMany({
    where: {
      userId,
      ...(after && {
        OR: [{ createdAt: { lt: after[0] } }, { createdAt: after[0], id: { lt: after[1] } }],
      }),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  })
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const returned = await returnsOf(page.map(({ id }) => id))
  return {
    payments: page.map((row) => ({
      id: row.id,
      kind: row.kind,
      itemKey: row.itemKey,
      description: row.description,
      amountMinor: Number(row.amountMinor),
      refundedMinor: Number(row.refundedMinor),
      currency: row.currency,
      status: row.status,
      failureCode: row.failureCode,
      failureMessage: row.failureMessage,
      hostedInvoiceUrl: row.hostedInvoiceUrl,
      receiptUrl: row.receiptUrl,
      createdAt: row.createdAt.toISOString(),
      ...returned(row.id),
    })),
    nextCursor: last && rows.length > limit ? encode(last) : null,
  }
}

export type PaymentView = Awaited<ReturnType<typeof listPayments>>['payments'][number]
