import type { Stripe } from 'stripe'
import { given } from '../merge'
import { pagination, range, text } from '../params'
import { route } from '../route'

export const balanceRoutes = [
  route('GET', '/balance', {}, async ({ store }) => {
    const sums = new Map<string, number>()
    for (const { currency, net } of await store.all('balance_transaction'))
      sums.set(currency, (sums.get(currency) ?? 0) + net)
    return {
      object: 'balance',
      available: [...sums].map(([currency, amount]) => ({
        amount,
        currency,
        source_types: { card: amount },
      })),
      livemode: false,
      pending: [...sums.keys()].map((currency) => ({
        amount: 0,
        currency,
        source_types: { card: 0 },
      })),
    } satisfies Stripe.Balance
  }),
  route('GET', '/balance_transactions/:id', {}, ({ store }, _params, { id = '' }) =>
    store.get('balance_transaction', id),
  ),
  route(
    'GET',
    '/balance_transactions',
    {
      ...pagination,
      created: range.optional(),
      currency: text.optional(),
      source: text.optional(),
      type: text.optional(),
    },
    ({ store }, { currency, source, type, ...page }) =>
      store.page(
        'balance_transaction',
        '/v1/balance_transactions',
        page,
        given({ currency, source, type }),
      ),
  ),
]
