import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { invalidRequest } from '../errors'
import { sessionId } from '../ids'
import { mergeMetadata } from '../merge'
import type { SessionParams } from './checkout-session-params'

const hourSeconds = 3_600

function expiryOf(now: number, wanted = now + 24 * hourSeconds): number {
  if (wanted < now + hourSeconds / 2 || wanted > now + 24 * hourSeconds)
    throw invalidRequest(
      'The `expires_at` timestamp must be at least 30 minutes and less than 24 hours from Checkout Session creation.',
      { param: 'expires_at' },
    )
  return wanted
}

/** What the page offers: bank debits are for single payments in dollars. */
function methodTypes(params: SessionParams, mode: string, currency: string | null): string[] {
  const wanted = params.allowed_payment_method_types ?? params.payment_method_types
  const possible = mode === 'payment' && currency === 'usd' ? ['card', 'us_bank_account'] : ['card']
  return possible.filter((type) => !wanted || (wanted as string[]).includes(type))
}

export type SessionMode = 'payment' | 'setup' | 'subscription'

export function buildSession(
  { now, origin }: Context,
  params: SessionParams,
  mode: SessionMode,
  currency: string | null,
): Stripe.Checkout.Session {
  const id = sessionId()
  const invoice = params.invoice_creation
  const saved = params.saved_payment_method_options
  return {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: params.allow_promotion_codes ?? null,
    allowed_payment_method_types: null,
    amount_subtotal: mode === 'setup' ? null : 0,
    amount_total: mode === 'setup' ? null : 0,
    // The account is registered for no tax, so Stripe finds none to take.
    automatic_tax: params.automatic_tax?.enabled
      ? { enabled: true, liability: { type: 'self' }, provider: 'stripe', status: 'complete' }
      : { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: params.billing_address_collection ?? null,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: now,
    currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: params.customer ?? null,
    customer_account: null,
    customer_creation:
      mode === 'subscription'
        ? params.customer
          ? null
          : 'always'
        : (params.customer_creation ?? 'if_required'),
    customer_details: null,
    customer_email: params.customer_email ?? null,
    discounts: [],
    expires_at: expiryOf(now, params.expires_at),
    integration_identifier: null,
    invoice: null,
    invoice_creation:
      mode === 'payment'
        ? {
            enabled: invoice?.enabled ?? false,
            invoice_data: {
              account_tax_ids: null,
              custom_fields: null,
              description: invoice?.invoice_data?.description ?? null,
              footer: invoice?.invoice_data?.footer ?? null,
              issuer: null,
              metadata: mergeMetadata({}, invoice?.invoice_data?.metadata),
              rendering_options: null,
            },
          }
        : null,
    livemode: false,
    locale: params.locale ?? null,
    managed_payments: null,
    metadata: mergeMetadata({}, params.metadata),
    mode,
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection:
      params.payment_method_collection ?? (mode === 'subscription' ? 'always' : 'if_required'),
    payment_method_configuration_details: null,
    payment_method_options: { card: { request_three_d_secure: 'automatic' } },
    payment_method_types: methodTypes(params, mode, currency),
    payment_status: mode === 'setup' ? 'no_payment_required' : 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options:
      params.customer || saved
        ? {
            allow_redisplay_filters: saved?.allow_redisplay_filters ?? ['always'],
            payment_method_remove: saved?.payment_method_remove ?? 'disabled',
            payment_method_save: saved?.payment_method_save ?? null,
          }
        : null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: params.submit_type ?? null,
    subscription: null,
    success_url: params.success_url ?? null,
    total_details:
      mode === 'setup' ? null : { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: `${origin}/pay/c/${id}`,
    wallet_options: null,
  }
}
