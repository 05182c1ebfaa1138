import { moveBalance } from '../engine/balance'
import { invalidRequest, resourceMissing } from '../errors'
import { mergeMetadata } from '../merge'
import { int, metadata, pagination, text } from '../params'
import { route } from '../route'
import { liveCustomer } from './customers'

export const customerBalanceRoutes = [
  route(
    'POST',
    '/customers/:id/balance_transactions',
    { amount: int, currency: text, description: text.optional(), metadata: metadata.optional() },
    async (context, params, { id = '' }) => {
      const customer = await liveCustomer(context, id)
      if (customer.currency && customer.currency !== params.currency.toLowerCase())
        throw invalidRequest(
          `The customer's balance is in \`${customer.currency}\`, and cannot be adjusted in \`${params.currency}\`.`,
          { param: 'currency' },
        )
      return moveBalance(context, customer, {
        amount: params.amount,
        currency: params.currency.toLowerCase(),
        description: params.description ?? null,
        metadata: mergeMetadata({}, params.metadata),
        type: 'adjustment',
      })
    },
  ),
  route(
    'GET',
    '/customers/:id/balance_transactions/:transaction',
    {},
    async ({ store }, _params, { id = '', transaction = '' }) => {
      const found = await store.get('customer_balance_transaction', transaction)
      if (found.customer !== id) throw resourceMissing('customer_balance_transaction', transaction)
      return found
    },
  ),
  route(
    'GET',
    '/customers/:id/balance_transactions',
    { ...pagination, invoice: text.optional() },
    async (context, { invoice, ...page }, { id = '' }) => {
      const customer = (await liveCustomer(context, id)).id
      const url = `/v1/customers/${id}/balance_transactions`
      const match = { customer, ...(invoice && { invoice }) }
      return context.store.page('customer_balance_transaction', url, page, match)
    },
  ),
]
