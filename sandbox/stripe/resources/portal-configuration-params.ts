import { z } from 'zod'
import { bool, clearable, int, metadata, pagination, text } from '../params'

const toggle = z.strictObject({ enabled: bool })
const proration = z.enum(['always_invoice', 'create_prorations', 'none'])
const clearableList = <T extends z.ZodType>(inner: T) => clearable(z.array(inner))

const features = z.strictObject({
  customer_update: z
    .strictObject({
      allowed_updates: clearableList(
        z.enum(['address', 'email', 'name', 'phone', 'shipping', 'tax_id']),
      ).optional(),
      enabled: bool.optional(),
    })
    .optional(),
  invoice_history: toggle.optional(),
  payment_method_update: toggle.optional(),
  subscription_cancel: z
    .strictObject({
      cancellation_reason: z
        .strictObject({
          enabled: bool,
          options: clearableList(
            z.enum([
              'customer_service',
              'low_quality',
              'missing_features',
              'other',
              'switched_service',
              'too_complex',
              'too_expensive',
              'unused',
            ]),
          ).optional(),
        })
        .optional(),
      enabled: bool.optional(),
      mode: z.enum(['at_period_end', 'immediately']).optional(),
      proration_behavior: proration.optional(),
    })
    .optional(),
  subscription_update: z
    .strictObject({
      default_allowed_updates: clearableList(
        z.enum(['price', 'promotion_code', 'quantity']),
      ).optional(),
      enabled: bool.optional(),
      products: clearableList(
        z.strictObject({
          adjustable_quantity: z
            .strictObject({ enabled: bool, maximum: int.optional(), minimum: int.optional() })
            .optional(),
          prices: z.array(text).min(1),
          product: text,
        }),
      ).optional(),
      proration_behavior: proration.optional(),
      schedule_at_period_end: z
        .strictObject({
          conditions: clearableList(
            z.strictObject({ type: z.enum(['decreasing_item_amount', 'shortening_interval']) }),
          ).optional(),
        })
        .optional(),
    })
    .optional(),
})

const shared = {
  business_profile: z
    .strictObject({
      headline: clearable(text.max(60)).optional(),
      privacy_policy_url: clearable(text).optional(),
      terms_of_service_url: clearable(text).optional(),
    })
    .optional(),
  default_return_url: clearable(text).optional(),
  login_page: toggle.optional(),
  metadata: metadata.optional(),
  name: clearable(text).optional(),
}

export const createParams = { ...shared, features }
export const updateParams = { ...shared, active: bool.optional(), features: features.optional() }
export const listParams = {
  ...pagination,
  active: bool.optional(),
  is_default: bool.optional(),
}

export type FeatureParams = z.infer<typeof features>
