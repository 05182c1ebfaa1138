import { z } from 'zod'
import { bool, int, metadata, shipping, text } from '../params'
import { priceData } from './prices'
import { trialSettingsParam } from './subscription-params'

const toggle = z.strictObject({ enabled: bool })
const hold = z.enum(['off_session', 'on_session'])

const methodTypes = ['card', 'us_bank_account'] as const

/** What can be asked of a checkout session here. */
export const sessionParams = {
  allow_promotion_codes: bool.optional(),
  automatic_tax: toggle.optional(),
  billing_address_collection: z.enum(['auto', 'required']).optional(),
  cancel_url: text.optional(),
  client_reference_id: text.max(200).optional(),
  currency: text.optional(),
  customer: text.optional(),
  customer_creation: z.enum(['always', 'if_required']).optional(),
  customer_email: text.optional(),
  customer_update: z
    .strictObject({
      address: z.enum(['auto', 'never']).optional(),
      name: z.enum(['auto', 'never']).optional(),
      shipping: z.enum(['auto', 'never']).optional(),
    })
    .optional(),
  discounts: z
    .array(z.strictObject({ coupon: text.optional(), promotion_code: text.optional() }))
    .max(1)
    .optional(),
  expires_at: int.optional(),
  invoice_creation: z
    .strictObject({
      enabled: bool,
      invoice_data: z
        .strictObject({
          description: text.optional(),
          footer: text.optional(),
          metadata: metadata.optional(),
        })
        .optional(),
    })
    .optional(),
  line_items: z
    .array(
      z.strictObject({
        price: text.optional(),
        price_data: z.strictObject(priceData).optional(),
        quantity: int.optional(),
        tax_rates: z.array(text).optional(),
      }),
    )
    .optional(),
  locale: text.optional(),
  metadata: metadata.optional(),
  mode: z.enum(['payment', 'setup', 'subscription']).optional(),
  payment_intent_data: z
    .strictObject({
      description: text.optional(),
      metadata: metadata.optional(),
      receipt_email: text.optional(),
      setup_future_usage: hold.optional(),
      shipping: shipping.optional(),
    })
    .optional(),
  payment_method_collection: z.enum(['always', 'if_required']).optional(),
  payment_method_types: z.array(z.enum(methodTypes)).optional(),
  allowed_payment_method_types: z.array(z.enum(methodTypes)).optional(),
  saved_payment_method_options: z
    .strictObject({
      allow_redisplay_filters: z.array(z.enum(['always', 'limited', 'unspecified'])).optional(),
      payment_method_remove: z.enum(['disabled', 'enabled']).optional(),
      payment_method_save: z.enum(['disabled', 'enabled']).optional(),
    })
    .optional(),
  setup_intent_data: z
    .strictObject({ description: text.optional(), metadata: metadata.optional() })
    .optional(),
  submit_type: z.enum(['auto', 'book', 'donate', 'pay', 'subscribe']).optional(),
  subscription_data: z
    .strictObject({
      default_tax_rates: z.array(text).optional(),
      description: text.optional(),
      metadata: metadata.optional(),
      trial_end: int.optional(),
      trial_period_days: int.optional(),
      trial_settings: trialSettingsParam.optional(),
    })
    .optional(),
  success_url: text.optional(),
  tax_id_collection: toggle.optional(),
  ui_mode: z.enum(['elements', 'embedded_page', 'form', 'hosted_page']).optional(),
}

export type SessionParams = z.infer<z.ZodObject<typeof sessionParams>>
