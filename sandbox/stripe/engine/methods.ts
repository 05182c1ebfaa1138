import type { Stripe } from 'stripe'
import { cardByNumber, cardByToken, type TestCard } from '../cards'
import { accountByToken } from '../bank-accounts'
import type { Context } from '../context'
import { StripeFailure, invalidRequest } from '../errors'
import { longId, shortId } from '../ids'
import { createBankMethod } from './bank-method'
import { resourceMissing } from '../errors'

export type BillingDetails = Partial<Stripe.PaymentMethod.BillingDetails>
export type CardInput = { number: string; expMonth: number; expYear: number }

/** A payment method that no customer has yet. */
export async function createMethod(
  { store, now }: Context,
  { number, expMonth, expYear }: CardInput,
  billing: BillingDetails = {},
): Promise<Stripe.PaymentMethod> {
  const { brand } = cardByNumber(number)
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
    card: {
      brand,
      checks: {
        address_line1_check: null,
        address_postal_code_check: billing.address?.postal_code ? 'pass' : null,
        cvc_check: 'pass',
      },
      country: 'US',
      display_brand: brand,
      exp_month: expMonth,
      exp_year: expYear,
      fingerprint: shortId('f').slice(2).padEnd(16, '0'),
      funding: number === '4000056655665556' ? 'debit' : 'credit',
      generated_from: null,
      last4: number.slice(-4),
      networks: { available: [brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: now,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'card',
  })
  await store.hide('payment_method', method.id, { number })
  return method
}

/** How the card behaves. One that was made to fail is declined as it was told to. */
export async function cardOf({ store }: Context, methodId: string): Promise<TestCard> {
  const { number, decline } = await store.hidden('payment_method', methodId)
  const card = cardByNumber(number)
  return decline ? { ...card, charge: decline } : card
}

/** The customer has agreed, with the bank's confirmation, to be charged while away. */
export async function markSetUp({ store }: Context, methodId: string): Promise<void> {
  const hidden = await store.hidden('payment_method', methodId)
  await store.hide('payment_method', methodId, { ...hidden, setUp: true })
}

/** @throws the refusal of a method that its customer has given up. */
export async function checkUsable({ store }: Context, methodId: string): Promise<void> {
  if ((await store.hidden('payment_method', methodId)).detached)
    throw invalidRequest(
      'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.',
    )
}

/** Whether the bank asks the customer at this moment. */
export async function asksCustomer(
  { store }: Context,
  methodId: string,
  { authentication }: TestCard,
  offSession: boolean,
): Promise<boolean> {
  if (authentication === 'on_session') return !offSession
  if (authentication !== 'until_set_up' || !offSession) return authentication !== undefined
  return !(await store.hidden('payment_method', methodId)).setUp
}

/** A payment method by id, or a fresh one for a test token such as `pm_card_visa`. */
export async function readMethod(
  context: Context,
  id: string,
  param = 'payment_method',
): Promise<Stripe.PaymentMethod> {
  const found = await context.store.find('payment_method', id)
  if (found) return found
  const account = accountByToken(id)
  if (account) return createBankMethod(context, { account: account.number })
  const card = cardByToken(id)
  if (!card) throw resourceMissing('PaymentMethod', id, param)
  const expYear = new Date(context.now * 1000).getUTCFullYear() + 1
  return createMethod(context, { number: card.number, expMonth: 8, expYear })
}

/** @throws card_error when the bank refuses the card already here. */
export async function attachMethod(
  context: Context,
  method: Stripe.PaymentMethod,
  customer: string,
): Promise<Stripe.PaymentMethod> {
  if (method.customer === customer) return method
  if (method.customer)
    throw invalidRequest(
      'The payment method you provided has already been attached to a customer.',
      { code: 'payment_method_unexpected_state' },
    )
  if ((await context.store.hidden('payment_method', method.id)).detached)
    throw invalidRequest(
      'This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, and may not be used again.',
    )
  const { refusesAttach, charge } = await cardOf(context, method.id)
  if (method.type === 'card' && refusesAttach && charge)
    throw new StripeFailure(402, {
      type: 'card_error',
      code: charge.code,
      decline_code: charge.declineCode,
      advice_code: charge.adviceCode,
      message: charge.message,
    })
  const attached = { ...method, customer }
  await context.store.put(attached)
  await context.emit('payment_method.attached', attached)
  return attached
}
