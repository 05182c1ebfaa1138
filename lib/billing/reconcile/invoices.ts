import 'server-only'
import type Stripe from 'stripe'
import type { Payment } from '@/prisma/generated/client'
import { paidFor } from '@/lib/credits'
import { db } from '@/lib/db'
import { stripe } from '../stripe'
import { baseOf } from '../sync/payment-intent'
import { lastOverage } from '../overage/kind'
import { readInvoice } from '../sync/subscription'
import { createdSince, ours, pagesOf, type Kind } from './pages'

const bases: Record<string, readonly string[]> = {
  open: ['pending', 'failed'],
  paid: ['paid'],
  uncollectible: ['failed'],
  void: ['void'],
}

/** Whether the payment says what Stripe's list says. One of nothing needs no payment. */
function agrees(row: Payment | undefined, { status, total, amount_paid }: Stripe.Invoice): boolean {
  if (!row) return total <= 0
  const expected = bases[status ?? ''] ?? []
  return (
    expected.includes(baseOf(row.status)) &&
    (status !== 'paid' || row.amountMinor === BigInt(amount_paid))
  )
}

/** Every bill for a subscription, with the credits it should have brought. */
export const invoices: Kind = async function* (scope) {
  const filter = scope.customer === undefined ? {} : { customer: scope.customer }
  for await (const page of pagesOf((at) =>
    stripe().invoices.list({ ...at, ...filter, ...createdSince(scope) }),
  )) {
    const bills = page.filter(
      ({ status, parent, metadata }) =>
        status !== 'draft' && (parent?.subscription_details || metadata?.kind === lastOverage),
    )
    const found = await ours(bills)
    const ids = found.map(({ id }) => id)
    const rows = new Map(
      (await db().payment.findMany({ where: { id: { in: ids } } })).map((row) => [row.id, row]),
    )
    const granted = await paidFor(db(), [...rows.values()])
    const suspects = found
      .filter(
        (invoice) =>
          !agrees(rows.get(invoice.id), invoice) ||
          (invoice.status === 'paid' && invoice.total > 0 && !granted.has(invoice.id)),
      )
      .map(({ id, customer }) => ({
        about: `invoice ${id}`,
        customer,
        read: () => readInvoice(id),
      }))
    yield { compared: found.length, suspects }
  }
}
