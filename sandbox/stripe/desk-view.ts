import type { Stripe } from 'stripe'
import type { Context, Transact } from './context'
import { idOf } from './objects'

const mostCustomers = 100

export type CustomerSummary = {
  customer: Stripe.Customer
  subscriptions: Stripe.Subscription[]
  /** Minor units by currency: what its open invoices ask for. */
  owed: [currency: string, amount: number][]
}

export type Payment = {
  charge: Stripe.Charge
  dispute: Stripe.Dispute | undefined
}
export type CustomerDetail = {
  customer: Stripe.Customer
  subscriptions: { subscription: Stripe.Subscription; name: string }[]
  invoices: Stripe.Invoice[]
  payments: Payment[]
  cards: { method: Stripe.PaymentMethod; decline: string | undefined }[]
  checkouts: Stripe.Checkout.Session[]
}

async function summaryOf({ store }: Context, customer: Stripe.Customer): Promise<CustomerSummary> {
  const owed = new Map<string, number>()
  for (const one of await store.all('invoice', { customer: customer.id, status: 'open' }))
    owed.set(one.currency, (owed.get(one.currency) ?? 0) + one.amount_remaining)
  return {
    customer,
    subscriptions: await store.all('subscription', { customer: customer.id }),
    owed: [...owed],
  }
}

export const listCustomers = (transact: Transact): Promise<CustomerSummary[]> =>
  transact(async (context) => {
    const page = await context.store.page('customer', '', { limit: mostCustomers }, {}, [
      { deleted: true },
    ])
    const summaries: CustomerSummary[] = []
    for (const customer of page.data) summaries.push(await summaryOf(context, customer))
    return summaries
  })

export const readCustomer = (transact: Transact, id: string): Promise<CustomerDetail | undefined> =>
  transact(async ({ store }) => {
    const customer = await store.find('customer', id)
    if (!customer || (customer.deleted as unknown)) return undefined
    const own = { customer: id }
    const disputes = await store.all('dispute')
    const subscriptions: CustomerDetail['subscriptions'] = []
    for (const subscription of await store.all('subscription', own)) {
      const product = subscription.items.data[0]?.price.product
      const { name } = product ? await store.get('product', idOf(product)) : { name: 'No plan' }
      subscriptions.push({ subscription, name })
    }
    const cards: CustomerDetail['cards'] = []
    for (const method of await store.all('payment_method', own)) {
      const { decline } = await store.hidden('payment_method', method.id)
      cards.push({ method, decline: decline?.declineCode ?? decline?.code })
    }
    return {
      customer,
      subscriptions,
      invoices: await store.all('invoice', own),
      payments: (await store.all('charge', own)).map((charge) => ({
        charge,
        dispute: disputes.find((one) => idOf(one.charge) === charge.id),
      })),
      cards,
      checkouts: await store.all('checkout.session', { ...own, status: 'open' }),
    }
  })
