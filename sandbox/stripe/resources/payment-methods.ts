import { z } from 'zod'
import { testRoutingNumber } from '../bank-accounts'
import { testCards } from '../cards'
import { createBankMethod, type BankInput } from '../engine/bank-method'
import { detachMethod } from '../engine/detach'
import { attachMethod, createMethod, readMethod, type CardInput } from '../engine/methods'
import { invalidRequest } from '../errors'
import { fullAddress, given, mergeMetadata } from '../merge'
import { address, clearable, int, metadata, pagination, text } from '../params'
import { route } from '../route'
import { liveCustomer } from './customers'

const billing = z.strictObject({
  address: clearable(address).optional(),
  email: clearable(text).optional(),
  name: clearable(text).optional(),
  phone: clearable(text).optional(),
})
const bankAccount = z.strictObject({
  account_holder_type: z.enum(['company', 'individual']).optional(),
  account_number: text,
  account_type: z.enum(['checking', 'savings']).optional(),
  routing_number: text,
})
const redisplay = z.enum(['always', 'limited', 'unspecified'])

const billingOf = ({ address, ...plain }: z.infer<typeof billing>) =>
  given({ ...plain, address: address === undefined ? undefined : fullAddress(address) })

const missing = (param: string) =>
  invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param })

type CardParams =
  { token: string } | { number: string; exp_month: number; exp_year: number; cvc?: string }

function readCard(now: number, card: CardParams | undefined): CardInput {
  if (!card) throw missing('card')
  if (!('token' in card))
    return { number: card.number, expMonth: card.exp_month, expYear: card.exp_year }
  const token = card.token.replace(/^tok_/, 'pm_card_')
  const known = testCards.find((one) => one.token === token)
  if (!known)
    throw invalidRequest(`No such token: '${card.token}'`, {
      code: 'resource_missing',
      param: 'card[token]',
    })
  return {
    number: known.number,
    expMonth: 8,
    expYear: new Date(now * 1000).getUTCFullYear() + 1,
  }
}

type BankParams = z.infer<typeof bankAccount>

function readBank(bank: BankParams | undefined): BankInput {
  if (!bank) throw missing('us_bank_account')
  if (bank.routing_number !== testRoutingNumber)
    throw invalidRequest(
      `The routing number is not valid in test mode. Use ${testRoutingNumber} instead.`,
      { code: 'routing_number_invalid', param: 'us_bank_account[routing_number]' },
    )
  return {
    account: bank.account_number,
    ...given({ holderType: bank.account_holder_type, accountType: bank.account_type }),
  }
}

export const paymentMethodRoutes = [
  route(
    'POST',
    '/payment_methods',
    {
      allow_redisplay: redisplay.optional(),
      billing_details: billing.optional(),
      card: z
        .union([
          z.strictObject({ token: text }),
          z.strictObject({ number: text, exp_month: int, exp_year: int, cvc: text.optional() }),
        ])
        .optional(),
      metadata: metadata.optional(),
      type: z.enum(['card', 'us_bank_account']),
      us_bank_account: bankAccount.optional(),
    },
    async (
      context,
      { allow_redisplay, billing_details, card, metadata, type, us_bank_account: bank },
    ) => {
      const details = billingOf(billing_details ?? {})
      const method =
        type === 'card'
          ? await createMethod(context, readCard(context.now, card), details)
          : await createBankMethod(context, readBank(bank), details)
      return context.store.put({
        ...method,
        ...given({ allow_redisplay }),
        metadata: mergeMetadata({}, metadata),
      })
    },
  ),
  route('GET', '/payment_methods/:id', {}, (context, _params, { id = '' }) =>
    readMethod(context, id, 'id'),
  ),
  route(
    'POST',
    '/payment_methods/:id',
    {
      allow_redisplay: redisplay.optional(),
      billing_details: billing.optional(),
      card: z.strictObject({ exp_month: int.optional(), exp_year: int.optional() }).optional(),
      metadata: metadata.optional(),
    },
    async ({ store, update }, params, { id = '' }) => {
      const method = await store.get('payment_method', id)
      return update('payment_method.updated', method, {
        ...given({ allow_redisplay: params.allow_redisplay }),
        billing_details: { ...method.billing_details, ...billingOf(params.billing_details ?? {}) },
        card: { ...method.card!, ...given(params.card ?? {}) },
        metadata: mergeMetadata(method.metadata, params.metadata),
      })
    },
  ),
  route(
    'POST',
    '/payment_methods/:id/attach',
    { customer: text },
    async (context, { customer }, { id = '' }) => {
      await liveCustomer(context, customer, 'customer')
      return attachMethod(context, await readMethod(context, id, 'id'), customer)
    },
  ),
  route('POST', '/payment_methods/:id/detach', {}, async (context, _params, { id = '' }) =>
    detachMethod(context, await context.store.get('payment_method', id)),
  ),
  route(
    'GET',
    '/payment_methods',
    {
      ...pagination,
      allow_redisplay: text.optional(),
      customer: text.optional(),
      type: text.optional(),
    },
    ({ store }, { allow_redisplay, customer, type, ...page }) =>
      store.page(
        'payment_method',
        '/v1/payment_methods',
        page,
        given({ allow_redisplay, customer, type }),
      ),
  ),
]
