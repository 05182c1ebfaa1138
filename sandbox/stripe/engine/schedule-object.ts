import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { longId } from '../ids'
import { idOf } from '../objects'

type Schedule = Stripe.SubscriptionSchedule
export type Phase = Stripe.SubscriptionSchedule.Phase
export type PhaseItem = { price: string; quantity: number; metadata?: Stripe.Metadata }

export type PhaseInput = {
  currency: string
  items: PhaseItem[]
  start: number
  end: number
} & Partial<Pick<Phase, 'metadata' | 'proration_behavior' | 'trial_end' | 'description'>>

export function buildPhase({ items, start, end, ...values }: PhaseInput): Phase {
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    billing_cycle_anchor: null,
    billing_thresholds: null,
    collection_method: null,
    default_payment_method: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    end_date: end,
    invoice_settings: null,
    items: items.map(({ price, quantity, metadata = {} }) => ({
      billing_thresholds: null,
      discounts: [],
      metadata,
      plan: price,
      price,
      quantity,
      tax_rates: [],
    })),
    metadata: {},
    on_behalf_of: null,
    proration_behavior: 'create_prorations',
    start_date: start,
    transfer_data: null,
    trial_end: null,
    ...values,
  }
}

/** The running period of a subscription, as the phase it is in. */
export function phaseOf(subscription: Stripe.Subscription): Phase {
  const items = subscription.items.data
  return buildPhase({
    currency: subscription.currency,
    items: items.map(({ price, quantity = 1, metadata }) => ({
      price: price.id,
      quantity,
      metadata,
    })),
    start: Math.min(...items.map((item) => item.current_period_start)),
    end: Math.min(...items.map((item) => item.current_period_end)),
    trial_end: subscription.trial_end,
  })
}

export function buildSchedule(
  { now }: Context,
  values: Pick<Schedule, 'customer' | 'phases'> & Partial<Schedule>,
): Schedule {
  return {
    id: longId('sub_sched'),
    object: 'subscription_schedule',
    application: null,
    billing_mode: { flexible: { proration_discounts: 'included' }, type: 'flexible' },
    canceled_at: null,
    completed_at: null,
    created: now,
    current_phase: null,
    customer_account: null,
    default_settings: {
      application_fee_percent: null,
      automatic_tax: { disabled_reason: null, enabled: false, liability: null },
      billing_cycle_anchor: 'automatic',
      billing_thresholds: null,
      collection_method: 'charge_automatically',
      default_payment_method: null,
      description: null,
      invoice_settings: {
        account_tax_ids: null,
        custom_fields: null,
        days_until_due: null,
        description: null,
        footer: null,
        issuer: { type: 'self' },
      },
      on_behalf_of: null,
      transfer_data: null,
    },
    end_behavior: 'release',
    livemode: false,
    metadata: {},
    pause_schedules: [],
    released_at: null,
    released_subscription: null,
    status: 'not_started',
    subscription: null,
    test_clock: null,
    ...values,
    customer: idOf(values.customer),
  }
}
