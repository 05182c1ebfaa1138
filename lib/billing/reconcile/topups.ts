import 'server-only'
import { clock } from '@/lib/clock'
import { paidFor } from '@/lib/credits'
import { db } from '@/lib/db'
import { stripe } from '../stripe'
import { readCheckoutSession } from '../sync/checkout-session'
import { readPayment } from '../sync/payment'
import { baseOf } from '../sync/payment-intent'
import { createdSince, ours, pagesOf, rowsOf, type Kind } from './pages'

/** Every payment for credits that went through. */
export const topups: Kind = async function* (scope) {
  const filter = scope.customer === undefined ? {} : { customer: scope.customer }
  for await (const page of pagesOf((at) =>
    stripe().paymentIntents.list({ ...at, ...filter, ...createdSince(scope) }),
  )) {
    const found = await ours(
      page.filter(({ status, metadata }) => status === 'succeeded' && metadata.kind === 'topup'),
    )
    const ids = found.map(({ id }) => id)
    const rows = new Map(
      (await db().payment.findMany({ where: { paymentIntentId: { in: ids } } })).map((row) => [
        row.paymentIntentId,
        row,
      ]),
    )
    const granted = await paidFor(db(), [...rows.values()])
    const suspects = found
      .filter(({ id, amount_received }) => {
        const row = rows.get(id)
        return (
          !row ||
          baseOf(row.status) !== 'paid' ||
          row.amountMinor !== BigInt(amount_received) ||
          !granted.has(id)
        )
      })
      .map(({ id, customer }) => ({
        about: `payment ${id}`,
        customer,
        read: () => readPayment(id),
      }))
    yield { compared: found.length, suspects }
  }
}

/** A session lives for a day, and a bank debit may take two weeks: what is open for longer has been looked at often. */
const waitingMs = 40 * 24 * 60 * 60 * 1_000

/** Checkouts of which we have not heard the end. */
export const checkouts: Kind = async function* ({ customer }) {
  const owner =
    customer === undefined
      ? null
      : await db().billingCustomer.findUnique({ where: { stripeCustomerId: customer } })
  const where = {
    status: { in: ['open', 'pending'] },
    stripeSessionId: { not: null },
    createdAt: { gt: new Date(clock.now().getTime() - waitingMs) },
    ...(owner && { userId: owner.userId }),
  }
  for await (const rows of rowsOf((after, take) =>
    db().checkoutAttempt.findMany({
      where: { ...where, ...(after && { id: { gt: after } }) },
      orderBy: { id: 'asc' },
      take,
      include: { user: { select: { customer: true } } },
    }),
  ))
    yield {
      compared: rows.length,
      suspects: rows.map(({ stripeSessionId, user }) => ({
        about: `checkout ${stripeSessionId}`,
        customer: user.customer?.stripeCustomerId ?? null,
        read: () => readCheckoutSession(stripeSessionId ?? ''),
      })),
    }
}
