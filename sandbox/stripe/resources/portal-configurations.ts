import type { Stripe } from 'stripe'
import type { Context } from '../context'
import {
  buildConfiguration,
  closedFeatures,
  defaultConfiguration,
  type Features,
} from '../engine/portal-configuration'
import { invalidRequest } from '../errors'
import { given, mergeMetadata } from '../merge'
import { route } from '../route'
import {
  createParams,
  listParams,
  updateParams,
  type FeatureParams,
} from './portal-configuration-params'

type Product = Stripe.BillingPortal.Configuration.Features.SubscriptionUpdate.Product

async function productsOf(
  { store }: Context,
  update: NonNullable<FeatureParams['subscription_update']>,
): Promise<Product[] | undefined> {
  if (update.products === undefined) return undefined
  const products: Product[] = []
  for (const [index, one] of (update.products ?? []).entries()) {
    const at = `features[subscription_update][products][${index}]`
    await store.get('product', one.product, `${at}[product]`)
    for (const [place, id] of one.prices.entries()) {
      const price = await store.get('price', id, `${at}[prices][${place}]`)
      if (price.product !== one.product || !price.recurring)
        throw invalidRequest(
          `The price \`${id}\` must be a recurring price of the product \`${one.product}\`.`,
          { param: `${at}[prices][${place}]` },
        )
    }
    products.push({
      adjustable_quantity: {
        enabled: one.adjustable_quantity?.enabled ?? false,
        maximum: one.adjustable_quantity?.maximum ?? null,
        minimum: one.adjustable_quantity?.minimum ?? 1,
      },
      prices: one.prices,
      product: one.product,
    })
  }
  return products
}

/** A list that is cleared is an empty one. */
const listed = <T>(list: T[] | null | undefined) => (list === null ? [] : list)

async function featuresOf(
  context: Context,
  before: Features,
  params: FeatureParams,
): Promise<Features> {
  const { customer_update, subscription_cancel, subscription_update } = params
  const reason = subscription_cancel?.cancellation_reason
  const schedule = subscription_update?.schedule_at_period_end
  const after: Features = {
    ...before,
    customer_update: {
      ...before.customer_update,
      ...given({
        ...customer_update,
        allowed_updates: listed(customer_update?.allowed_updates),
      }),
    },
    invoice_history: { ...before.invoice_history, ...params.invoice_history },
    payment_method_update: { ...before.payment_method_update, ...params.payment_method_update },
    subscription_cancel: {
      ...before.subscription_cancel,
      ...given({ ...subscription_cancel }),
      cancellation_reason: {
        ...before.subscription_cancel.cancellation_reason,
        ...given({ ...reason, options: listed(reason?.options) }),
      },
    },
    subscription_update: {
      ...before.subscription_update,
      ...given({
        ...subscription_update,
        default_allowed_updates: listed(subscription_update?.default_allowed_updates),
        products: subscription_update && (await productsOf(context, subscription_update)),
      }),
      schedule_at_period_end: {
        conditions:
          listed(schedule?.conditions) ??
          before.subscription_update.schedule_at_period_end.conditions,
      },
    },
  }
  if (after.subscription_update.schedule_at_period_end.conditions.length > 0)
    throw invalidRequest('The portal of the sandbox changes plans at once.', {
      param: 'features[subscription_update][schedule_at_period_end][conditions]',
    })
  const update = after.subscription_update
  if (update.enabled && !update.products?.length)
    throw invalidRequest('Missing required param: features[subscription_update][products].', {
      code: 'parameter_missing',
      param: 'features[subscription_update][products]',
    })
  return after
}

/** A page of its own to sign in at is the one thing of a configuration that is not here. */
function checkLoginPage(page: { enabled: boolean } | undefined): void {
  if (page?.enabled)
    throw invalidRequest('The sandbox has no login page for the portal.', {
      param: 'login_page[enabled]',
    })
}

export const portalConfigurationRoutes = [
  route('POST', '/billing_portal/configurations', createParams, async (context, params) => {
    const { business_profile, features, login_page, metadata, ...plain } = params
    checkLoginPage(login_page)
    const blank = buildConfiguration(context, given(plain))
    return context.create('billing_portal.configuration.created', {
      ...blank,
      business_profile: { ...blank.business_profile, ...given({ ...business_profile }) },
      features: await featuresOf(context, closedFeatures, features),
      metadata: mergeMetadata({}, metadata),
    })
  }),
  route('GET', '/billing_portal/configurations/:id', {}, ({ store }, _params, { id = '' }) =>
    store.get('billing_portal.configuration', id),
  ),
  route(
    'POST',
    '/billing_portal/configurations/:id',
    updateParams,
    async (context, params, { id = '' }) => {
      const { business_profile, features, login_page, metadata, ...plain } = params
      const before = await context.store.get('billing_portal.configuration', id)
      checkLoginPage(login_page)
      if (plain.active === false && before.is_default)
        throw invalidRequest('The default configuration cannot be deactivated.', {
          param: 'active',
        })
      return context.update('billing_portal.configuration.updated', before, {
        ...given(plain),
        business_profile: { ...before.business_profile, ...given({ ...business_profile }) },
        features: await featuresOf(context, before.features, features ?? {}),
        metadata: mergeMetadata(before.metadata, metadata),
        updated: context.now,
      })
    },
  ),
  route(
    'GET',
    '/billing_portal/configurations',
    listParams,
    async (context, { active, is_default, ...page }) => {
      await defaultConfiguration(context)
      return context.store.page(
        'billing_portal.configuration',
        '/v1/billing_portal/configurations',
        page,
        given({ active, is_default }),
      )
    },
  ),
]
