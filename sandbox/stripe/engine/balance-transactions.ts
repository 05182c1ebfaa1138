import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { longId } from '../ids'

type Movement = Pick<Stripe.BalanceTransaction, 'amount' | 'currency' | 'type'> & {
  source: string
  description: string | null
  reportingCategory: string
  fee?: { amount: number; description: string }
}

/** One line of the account's own money: what came or went, and what Stripe takes for it. */
export async function moveBalance(
  { store, now }: Context,
  { reportingCategory, fee, ...movement }: Movement,
): Promise<Stripe.BalanceTransaction> {
  return store.put<Stripe.BalanceTransaction>({
    id: longId('txn'),
    object: 'balance_transaction',
    available_on: now,
    balance_type: 'payments',
    created: now,
    exchange_rate: null,
    fee: fee?.amount ?? 0,
    fee_details: fee
      ? [{ ...fee, application: null, currency: movement.currency, type: 'stripe_fee' }]
      : [],
    net: movement.amount - (fee?.amount ?? 0),
    reporting_category: reportingCategory,
    status: 'available',
    ...movement,
  })
}

/** 2.9 % and 30 of the smallest unit, as in the United States. */
export const processingFee = (amount: number) => ({
  amount: Math.round((amount * 29) / 1000) + 30,
  description: 'Stripe processing fees',
})
