import 'server-only'
import { clock } from '@/lib/clock'
import { db } from '@/lib/db'

export type CardView = {
  brand: string
  /** `null` for what has no number to show. */
  last4: string | null
  /** `12/2034` */
  expires: string | null
  expired: boolean
}

/** The card that would be charged next, as last heard from Stripe; `null`: none is kept. */
export async function cardOf(userId: string): Promise<CardView | null> {
  const row = await db().billingCustomer.findUnique({ where: { userId } })
  if (!row?.paymentMethodId || !row.cardBrand) return null
  const { cardBrand: brand, cardLast4: last4, cardExpMonth: month, cardExpYear: year } = row
  const dated = month !== null && year !== null
  return {
    brand,
    last4,
    expires: dated ? `${String(month).padStart(2, '0')}/${year}` : null,
    // Good until the end of its month.
    expired: dated && clock.now().getTime() >= Date.UTC(year, month, 1),
  }
}
