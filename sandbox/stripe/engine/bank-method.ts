import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { longId, shortId } from '../ids'
import { testRoutingNumber } from '../bank-accounts'

export type BankInput = {
  account: string
  holderType?: 'company' | 'individual'
  accountType?: 'checking' | 'savings'
}

/** A bank account that no customer has yet. */
export async function createBankMethod(
  { store, now }: Context,
  { account, holderType = 'individual', accountType = 'checking' }: BankInput,
  billing: Partial<Stripe.PaymentMethod.BillingDetails> = {},
): Promise<Stripe.PaymentMethod> {
  const method = await store.put<Stripe.PaymentMethod>({
    id: longId('pm'),
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: {
      address: null,
      email: null,
      name: null,
      phone: null,
      tax_id: null,
      ...billing,
    },
    created: now,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'us_bank_account',
    us_bank_account: {
      account_holder_type: holderType,
      account_type: accountType,
      bank_name: 'STRIPE TEST BANK',
      financial_connections_account: null,
      fingerprint: shortId('f').slice(2).padEnd(16, '0'),
      last4: account.slice(-4),
      networks: { preferred: 'ach', supported: ['ach'] },
      routing_number: testRoutingNumber,
      status_details: {},
    },
  })
  await store.hide('payment_method', method.id, { number: account })
  return method
}
