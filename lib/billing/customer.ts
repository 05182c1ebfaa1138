import 'server-only'
import { db, type Db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { idOf, onBehalf, stripe } from './stripe'

/** What this process is asking for right now: a user's tabs share one answer. */
const asked = new Map<string, Promise<string>>()

/**
 * The user's Stripe customer id, made at first need; never two for one user. No transaction is open while Stripe is
 * asked: several processes, and a crash between Stripe's answer and our row, are told the same customer by the
 * idempotency key. Throws `not_found` for an unknown user and `provider_failed` when Stripe does not answer.
 */
export function ensureCustomer(userId: string): Promise<string> {
  const answer = asked.get(userId) ?? findOrCreate(userId).finally(() => asked.delete(userId))
  asked.set(userId, answer)
  return answer
}

/** The card of a customer that was deleted at Stripe is not the next one's. */
export const noCard = {
  paymentMethodId: null,
  cardBrand: null,
  cardLast4: null,
  cardExpMonth: null,
  cardExpYear: null,
  cardSyncedAt: null,
}

async function findOrCreate(userId: string): Promise<string> {
  const known = await db().billingCustomer.findUnique({ where: { userId } })
  if (known && known.deletedAt === null) return known.stripeCustomerId
  const user = await db().user.findUnique({ where: { id: userId }, select: { email: true } })
  if (!user) throw new AppError('not_found', 'This account does not exist.')
  const customer = await onBehalf(
    stripe().customers.create(
      // Nothing that the user can change: Stripe refuses a key that comes again with other parameters.
      { email: user.email, metadata: { userId } },
      {
        idempotencyKey: ['customer', userId, ...(known ? [known.stripeCustomerId] : [])].join(':'),
      },
    ),
  )
  if (known)
    await db().billingCustomer.updateMany({
      where: { userId, stripeCustomerId: known.stripeCustomerId },
      data: { ...noCard, deletedAt: null, stripeCustomerId: customer.id },
    })
  // Another process may have been told the same and have written it first.
  await db().billingCustomer.createMany({
    data: { userId, stripeCustomerId: customer.id },
    skipDuplicates: true,
  })
  const kept = await db().billingCustomer.findUniqueOrThrow({ where: { userId } })
  return kept.stripeCustomerId
}

/** Whose customer it is, with the row locked: everything that changes one user's billing state queues here. */
export type Owner = { userId: string; email: string }

/** Locks the customer's row until the transaction ends; `null` when the customer is none of ours. */
export async function lockOwner(
  tx: Db,
  customer: string | { id: string } | null,
): Promise<Owner | null> {
  const [owner] = await tx.$queryRaw<Owner[]>`
    select c."userId", u.email
      from "BillingCustomer" c join "User" u on u.id = c."userId"
     where c."stripeCustomerId" = ${idOf(customer)}
       for update of c`
  return owner ?? null
}
