import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { longId } from '../ids'

type Configuration = Stripe.BillingPortal.Configuration
export type Features = Configuration['features']

/** Nothing is allowed but what is named. */
export const closedFeatures: Features = {
  customer_update: { allowed_updates: [], enabled: false },
  invoice_history: { enabled: false },
  payment_method_update: { enabled: false, payment_method_configuration: null },
  subscription_cancel: {
    cancellation_reason: {
      enabled: false,
      feedback_options: null,
      options: [
        'too_expensive',
        'missing_features',
        'switched_service',
        'unused',
        'customer_service',
        'too_complex',
        'low_quality',
        'other',
      ],
    },
    enabled: false,
    mode: 'at_period_end',
    proration_behavior: 'none',
  },
  subscription_pause: { duration: { interval_options: [], type: 'indefinite' }, enabled: false },
  subscription_update: {
    billing_cycle_anchor: null,
    default_allowed_updates: [],
    enabled: false,
    products: [],
    proration_behavior: 'none',
    schedule_at_period_end: { conditions: [] },
    trial_update_behavior: 'end_trial',
  },
}

/** As the Dashboard saves it when nobody touches a switch: everything but a change of plan. */
const usualFeatures: Features = {
  ...closedFeatures,
  customer_update: { allowed_updates: ['email', 'address', 'phone', 'name'], enabled: true },
  invoice_history: { enabled: true },
  payment_method_update: { enabled: true, payment_method_configuration: null },
  subscription_cancel: {
    ...closedFeatures.subscription_cancel,
    cancellation_reason: {
      ...closedFeatures.subscription_cancel.cancellation_reason,
      enabled: true,
    },
    enabled: true,
  },
}

export function buildConfiguration(
  { now }: Pick<Context, 'now'>,
  values: Partial<Configuration>,
): Configuration {
  return {
    id: longId('bpc'),
    object: 'billing_portal.configuration',
    active: true,
    application: null,
    business_profile: { headline: null, privacy_policy_url: null, terms_of_service_url: null },
    created: now,
    default_return_url: null,
    features: closedFeatures,
    is_default: false,
    livemode: false,
    login_page: { enabled: false, url: null },
    metadata: {},
    name: null,
    updated: now,
    ...values,
  }
}

/** The configuration of a portal session that names none; there as soon as it is needed. */
export async function defaultConfiguration(context: Context): Promise<Configuration> {
  const { store } = context
  const [known] = await store.all('billing_portal.configuration', { is_default: true })
  return (
    known ?? store.put(buildConfiguration(context, { features: usualFeatures, is_default: true }))
  )
}
