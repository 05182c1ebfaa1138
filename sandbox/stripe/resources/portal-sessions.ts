import type { Stripe } from 'stripe'
import { longId, shortId } from '../ids'
import { text } from '../params'
import { route } from '../route'
import { liveCustomer } from './customers'

export const portalSessionRoutes = [
  route(
    'POST',
    '/billing_portal/sessions',
    { customer: text, locale: text.optional(), return_url: text.optional() },
    async (context, { customer, locale, return_url }) => {
      await liveCustomer(context, customer, 'customer')
      const id = longId('bps')
      return context.create<Stripe.BillingPortal.Session>('billing_portal.session.created', {
        id,
        object: 'billing_portal.session',
        configuration: shortId('bpc'),
        created: context.now,
        customer,
        customer_account: null,
        flow: null,
        livemode: false,
        locale: locale ?? null,
        on_behalf_of: null,
        return_url: return_url ?? null,
        url: `${context.origin}/pay/p/${id}`,
      })
    },
  ),
]
