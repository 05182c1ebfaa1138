import type { Stripe } from 'stripe'
import { defaultConfiguration } from '../engine/portal-configuration'
import { invalidRequest } from '../errors'
import { longId } from '../ids'
import { text } from '../params'
import { route } from '../route'
import { liveCustomer } from './customers'
import { flowData, flowOf } from './portal-flow'

export const portalSessionRoutes = [
  route(
    'POST',
    '/billing_portal/sessions',
    {
      configuration: text.optional(),
      customer: text,
      flow_data: flowData.optional(),
      locale: text.optional(),
      return_url: text.optional(),
    },
    async (context, { configuration: named, customer, flow_data, locale, return_url }) => {
      await liveCustomer(context, customer, 'customer')
      const configuration = named
        ? await context.store.get('billing_portal.configuration', named, 'configuration')
        : await defaultConfiguration(context)
      if (!configuration.active)
        throw invalidRequest(`The configuration \`${configuration.id}\` is not active.`, {
          param: 'configuration',
        })
      const flow = flow_data && (await flowOf(context, customer, configuration.features, flow_data))
      const id = longId('bps')
      return context.create<Stripe.BillingPortal.Session>('billing_portal.session.created', {
        id,
        object: 'billing_portal.session',
        configuration: configuration.id,
        created: context.now,
        customer,
        customer_account: null,
        flow: flow ?? null,
        livemode: false,
        locale: locale ?? null,
        on_behalf_of: null,
        return_url: return_url ?? configuration.default_return_url,
        url: `${context.origin}/pay/p/${id}`,
      })
    },
  ),
]
