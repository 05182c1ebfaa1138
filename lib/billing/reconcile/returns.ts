import 'server-only'
import type Stripe from 'stripe'
import type { Payment } from '@/prisma/generated/client'
import { db } from '@/lib/db'
import { idOf, stripe } from '../stripe'
import { readRefundState } from '../sync/refund'
import { settleReturns } from '../sync/returns'
import { createdSince, pagesOf, rowsOf, type Kind, type Looked, type Scope } from './pages'

type Returned = { id: string; payment_intent: string | Stripe.PaymentIntent | null }
type Known = Payment & { user: { customer: { stripeCustomerId: string } | null } }

/** The payments that objects are about, by payment intent. Whatever belongs to none of ours is somebody else's. */
async function paymentsOf(items: Returned[]): Promise<Map<string, Known>> {
  const ids = items.flatMap(({ payment_intent }) => idOf(payment_intent) ?? [])
  const rows = await db().payment.findMany({
    where: { paymentIntentId: { in: ids } },
    include: { user: { select: { customer: true } } },
  })
  return new Map(rows.map((row) => [row.paymentIntentId ?? '', row]))
}

async function lookAt<Item extends Returned>(
  items: Item[],
  agree: (found: Item[]) => Promise<(item: Item) => boolean>,
): Promise<Looked> {
  const payments = await paymentsOf(items)
  const found = items.filter(({ payment_intent }) => payments.has(idOf(payment_intent) ?? ''))
  const agrees = await agree(found)
  const suspects = found
    .filter((item) => !agrees(item))
    .map(({ id, payment_intent }) => ({
      about: id,
      customer: payments.get(idOf(payment_intent) ?? '')?.user.customer?.stripeCustomerId ?? null,
      read: () => readRefundState(payment_intent),
    }))
  return { compared: found.length, suspects }
}

const idsOf = (items: Returned[]) => ({ in: items.map(({ id }) => id) })

/** Stripe's lists of refunds and disputes know no customer: for one user, the payments are the way. */
async function* ofUser(scope: Scope): AsyncGenerator<Looked> {
  for await (const rows of paymentRows(scope, {}))
    yield {
      compared: rows.length,
      suspects: rows.map(({ id, paymentIntentId }) => ({
        about: `payment ${id}`,
        customer: scope.customer ?? null,
        read: () => readRefundState(paymentIntentId),
      })),
    }
}

const paymentRows = ({ customer }: Scope, where: object) =>
  rowsOf((after, take) =>
    db().payment.findMany({
      where: {
        ...where,
        id: { gt: after },
        paymentIntentId: { not: null },
        ...(customer !== undefined && { user: { customer: { stripeCustomerId: customer } } }),
      },
      orderBy: { id: 'asc' },
      take,
      include: { user: { select: { customer: true } } },
    }),
  )

export const refunds: Kind = async function* (scope) {
  if (scope.customer !== undefined) return yield* ofUser(scope)
  for await (const page of pagesOf((at) =>
    stripe().refunds.list({ ...at, ...createdSince(scope) }),
  ))
    yield lookAt(page, async (found) => {
      const rows = await db().refund.findMany({ where: { id: idsOf(found) } })
      const statuses = new Map(rows.map(({ id, status }) => [id, status]))
      return ({ id, status }) => statuses.get(id) === (status ?? 'pending')
    })
}

export const disputes: Kind = async function* (scope) {
  // One user's payments have just been looked at with all that happened to them.
  if (scope.customer !== undefined) return
  for await (const page of pagesOf((at) =>
    stripe().disputes.list({ ...at, ...createdSince(scope) }),
  ))
    yield lookAt(page, async (found) => {
      const rows = await db().dispute.findMany({ where: { id: idsOf(found) } })
      const statuses = new Map(rows.map(({ id, status }) => [id, status]))
      return ({ id, status }) => statuses.get(id) === status
    })
}

/** Whether the credits of every payment whose money moved follow it; our own tables against each other. */
export const credits: Kind = async function* (scope) {
  const moved = { OR: [{ refundedMinor: { gt: 0 } }, { status: 'disputed' }] }
  for await (const rows of paymentRows(scope, moved))
    yield {
      compared: rows.length,
      suspects: rows.map(({ id, userId, user }) => ({
        about: `payment ${id}`,
        customer: user.customer?.stripeCustomerId ?? null,
        read: async () => async (tx) => {
          await settleReturns(tx, userId, await tx.payment.findUniqueOrThrow({ where: { id } }))
          return `payment ${id}`
        },
      })),
    }
}
