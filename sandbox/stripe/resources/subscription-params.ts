import { z } from 'zod'
import { bool, clearable, int, metadata, text } from '../params'

const saveMethod = z
  .strictObject({ save_default_payment_method: z.enum(['off', 'on_subscription']).optional() })
  .optional()

export const discountParams = z
  .array(z.strictObject({ coupon: text.optional(), promotion_code: text.optional() }))
  .max(1)

export const trialSettingsParam = z.strictObject({
  end_behavior: z.strictObject({
    missing_payment_method: z.enum(['cancel', 'create_invoice', 'pause']),
  }),
})

export const prorationBehavior = z.enum(['always_invoice', 'create_prorations', 'none'])

const trialEnd = z.union([z.literal('now'), int])

const feedback = z.enum([
  'customer_service',
  'low_quality',
  'missing_features',
  'other',
  'switched_service',
  'too_complex',
  'too_expensive',
  'unused',
])

export const cancellationDetails = z.strictObject({
  comment: clearable(text).optional(),
  feedback: clearable(feedback).optional(),
})

export const cancelAt = z.union([z.enum(['max_period_end', 'min_period_end']), int])

/** An item as it is to be: by id a present one, without a new one. */
export const changedItem = z.strictObject({
  id: text.optional(),
  price: text.optional(),
  quantity: int.optional(),
  deleted: bool.optional(),
  metadata: metadata.optional(),
})

/** The part of an update that moves money; a preview asks for the same. */
export const changeParams = {
  billing_cycle_anchor: z.strictObject({ type: z.enum(['now', 'unchanged']) }).optional(),
  cancel_at: clearable(cancelAt).optional(),
  cancel_at_period_end: bool.optional(),
  items: z.array(changedItem).min(1).optional(),
  proration_behavior: prorationBehavior.optional(),
  proration_date: int.optional(),
  trial_end: trialEnd.optional(),
}

const automaticTax = z.strictObject({ enabled: bool })

const paymentBehavior = z.enum([
  'allow_incomplete',
  'default_incomplete',
  'error_if_incomplete',
  'pending_if_incomplete',
])

export const createParams = {
  automatic_tax: automaticTax.optional(),
  customer: text,
  items: z
    .array(z.strictObject({ price: text, quantity: int.optional(), metadata: metadata.optional() }))
    .min(1),
  cancel_at: cancelAt.optional(),
  cancel_at_period_end: bool.optional(),
  collection_method: z.enum(['charge_automatically']).optional(),
  default_payment_method: text.optional(),
  default_tax_rates: z.array(text).optional(),
  description: text.optional(),
  discounts: discountParams.optional(),
  metadata: metadata.optional(),
  off_session: bool.optional(),
  payment_behavior: paymentBehavior.optional(),
  payment_settings: saveMethod,
  proration_behavior: prorationBehavior.optional(),
  trial_end: trialEnd.optional(),
  trial_period_days: int.optional(),
  trial_settings: trialSettingsParam.optional(),
}

export const updateParams = {
  ...changeParams,
  automatic_tax: automaticTax.optional(),
  cancellation_details: cancellationDetails.optional(),
  collection_method: z.enum(['charge_automatically']).optional(),
  default_payment_method: clearable(text).optional(),
  default_tax_rates: clearable(z.array(text)).optional(),
  description: clearable(text).optional(),
  discounts: clearable(discountParams).optional(),
  metadata: metadata.optional(),
  off_session: bool.optional(),
  payment_behavior: paymentBehavior.optional(),
  payment_settings: saveMethod,
  trial_settings: trialSettingsParam.optional(),
}

export type ChangeParams = z.infer<z.ZodObject<typeof changeParams>>
export type CreateParams = z.infer<z.ZodObject<typeof createParams>>
export type UpdateParams = z.infer<z.ZodObject<typeof updateParams>>
