import 'server-only'
import { charge, type Balance } from '@/lib/credits'
import type { MicroCredits } from '@/lib/credits/unit'
import type { Db } from '@/lib/db'
import { traced } from '@/lib/trace'
import { creditsSpent, extending } from './hooks'
import { priceMeasure } from './measure'
import { priceOf } from './prices'
import { refusal } from './refusal'
import { ledgerKey, type Identity } from './request-key'

/** `amount` in micro-credits, of the first charge when this one is a replay. */
export type FlatCharge = { outcome: 'charged' | 'replayed'; amount: MicroCredits; balance: Balance }

/**
 * Checks and spends `units` at the flat price in one round trip and without a hold. Only for what cannot fail once it is paid:
 * what is sold is a row, written in the transaction `db`, so that both are there or neither. Where a provider is called in
 * between, use `metered`. Throws what `metered` throws before it runs.
 */
export async function chargeFlat(
  db: Db,
  { units = 1, ...identity }: Identity & { units?: number },
): Promise<FlatCharge> {
  const { operation, model, key } = identity
  const name = ledgerKey(identity)
  const { amount, ...priced } = priceMeasure(await priceOf(operation, model), { units })
  const detail = { operation, requestId: key, ...priced }
  const charged = await traced('charge', { operation, model, request_id: key }, async (span) => {
    const answer = await extending(db, name.userId, () => charge(db, { ...name, amount, detail }))
    const captured = answer.outcome === 'charged' ? answer.captured : 0
    span.set({ outcome: answer.outcome, 'credits.captured': captured })
    return answer
  })
  const { outcome, balance } = charged
  if (outcome === 'charged') creditsSpent(name.userId)
  if (outcome === 'charged' || outcome === 'replayed')
    return { outcome, amount: charged.captured, balance }
  throw refusal(outcome, { price: amount, balance, what: 'this' })
}
