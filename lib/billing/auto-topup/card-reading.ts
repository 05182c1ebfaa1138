import 'server-only'
import { db, type Db } from '@/lib/db'
import { log } from '@/lib/log'
import { onBehalf } from '../stripe'
import { inTransaction } from '../sync/effect'
import { lockSetting } from './attempt'
import { cardColumns, cardToCharge } from './card'
import { afresh } from './settings'

/**
 * Reads the card that an automatic top-up would charge, for who has agreed to them. The effect shows it; another card than
 * before also ends a pause: what held the attempts back was the one before.
 */
export async function readTopUpCard(
  customerId: string,
): Promise<(tx: Db, userId: string) => Promise<void>> {
  const owner = await db().billingCustomer.findUnique({ where: { stripeCustomerId: customerId } })
  const agreed =
    owner && (await db().autoTopUp.findFirst({ where: { userId: owner.userId, enabled: true } }))
  if (!agreed) return async () => {}
  const columns = cardColumns(await cardToCharge(customerId))
  return async (tx, userId) => {
    const setting = await lockSetting(tx, userId)
    const another = columns.paymentMethodId && setting?.paymentMethodId !== columns.paymentMethodId
    await tx.autoTopUp.updateMany({
      where: { userId },
      data: { ...columns, ...(another && afresh()) },
    })
  }
}

/** The card that an automatic top-up would charge now, asked at Stripe; `null`: none is kept. */
export async function topUpCard(
  userId: string,
): Promise<{ brand: string; last4: string | null } | null> {
  const row = await db().billingCustomer.findUnique({ where: { userId, deletedAt: null } })
  const card = row && (await onBehalf(cardToCharge(row.stripeCustomerId)))
  const { cardBrand: brand, cardLast4: last4 } = cardColumns(card)
  return brand === null ? null : { brand, last4 }
}

/** The same at once, after the user has agreed. When Stripe does not answer, the first attempt reads it. */
export async function refreshTopUpCard(userId: string): Promise<void> {
  try {
    const row = await db().billingCustomer.findUnique({ where: { userId } })
    if (!row) return
    const write = await readTopUpCard(row.stripeCustomerId)
    await inTransaction((tx) => write(tx, userId))
  } catch (error) {
    log.warn({ err: error, userId }, 'the card for automatic top-ups could not be read yet')
  }
}
