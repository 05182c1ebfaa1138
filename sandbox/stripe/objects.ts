import type { Stripe } from 'stripe'
import type { Decline } from './cards'
import type { InvoiceInput } from './engine/invoice-object'

export const apiVersion = '2026-10-28.endive'

/** What the sandbox keeps, by the name in the `object` field. */
export type Objects = {
  balance_transaction: Stripe.BalanceTransaction
  'billing.meter': Stripe.Billing.Meter
  'billing_portal.configuration': Stripe.BillingPortal.Configuration
  'billing_portal.session': Stripe.BillingPortal.Session
  charge: Stripe.Charge
  'checkout.session': Stripe.Checkout.Session
  coupon: Stripe.Coupon
  customer: Stripe.Customer
  customer_balance_transaction: Stripe.CustomerBalanceTransaction
  discount: Stripe.Discount
  dispute: Stripe.Dispute
  event: EventObject
  invoice: Stripe.Invoice
  invoice_payment: Stripe.InvoicePayment
  invoiceitem: Stripe.InvoiceItem
  payment_intent: Stripe.PaymentIntent
  payment_method: Stripe.PaymentMethod
  price: Stripe.Price
  product: Stripe.Product
  promotion_code: Stripe.PromotionCode
  refund: Stripe.Refund
  setup_intent: Stripe.SetupIntent
  subscription: Stripe.Subscription
  subscription_schedule: Stripe.SubscriptionSchedule
  tax_rate: Stripe.TaxRate
  'test_helpers.test_clock': Stripe.TestHelpers.TestClock
  'v2.core.event': ThinEvent
  webhook_endpoint: Stripe.WebhookEndpoint
}
export type ObjectName = keyof Objects

/** An event before the union over its type is known. */
export type EventObject = Pick<
  Stripe.Event,
  'id' | 'object' | 'api_version' | 'created' | 'livemode' | 'pending_webhooks' | 'request'
> & {
  type: Stripe.Event['type']
  data: { object: object; previous_attributes?: object }
}

/** An event that only names what it is about; meters have this kind. */
export type ThinEvent = {
  id: string
  object: 'v2.core.event'
  type: string
  livemode: false
  /** ISO 8601. */
  created: string
  related_object: { id: string; type: string; url: string }
}

/** What belongs to an object but never goes over the wire. */
export type Hidden = {
  /** The coupon as it was when it was used: one deleted since goes on for those who have it. */
  discount: { coupon: Stripe.Coupon }
  'billing_portal.session': PortalSecrets
  'checkout.session': SessionSecrets
  /** `cycle`: what a draft is made of again when it is finalized, for usage that was told of meanwhile. */
  invoice: { cycle?: InvoiceInput }
  payment_intent: { session?: string; invoice?: string }
  /** `setUp`: the customer has agreed to later charges. `decline`: what every charge gets from now on, whatever the card. */
  payment_method: { number: string; setUp?: boolean; decline?: Decline; detached?: boolean }
  /** Only shown when asked for. */
  price: { tiers?: Stripe.Price.Tier[] }
  /** `settles`: the bank has still something to say. */
  refund: { settles?: boolean }
  setup_intent: { session?: string; portal?: { session: string; subscription?: string } }
  /** The trial's end, and the period's, that have been announced. */
  subscription: { remindedOf?: number; upcomingOf?: number }
  'v2.core.event': { data: object }
  webhook_endpoint: { secret: string }
}

/** `done`: the task the session was opened for is finished, and the portal is an ordinary one. */
export type PortalSecrets = { done?: boolean }

export type SessionSecrets = {
  lineItems: Stripe.LineItem[]
  metadata: Stripe.Metadata
  subscriptionMetadata: Stripe.Metadata
  trialDays?: number
  /** Unix seconds. */
  trialEnd?: number
  trialSettings?: Stripe.Subscription.TrialSettings
  /** Of each line, in payment mode. */
  taxRates?: Stripe.TaxRate[][]
  /** Of the subscription. */
  defaultTaxRates?: Stripe.TaxRate[]
  description?: string
  setupFutureUsage?: 'off_session' | 'on_session'
  shipping?: Stripe.PaymentIntent.Shipping
  promotionCode?: string
  coupon?: string
  /** The payment intent of the attempts so far; shown on the session once it is paid. */
  paymentIntent?: string
}

/** How messages call an object. */
export const nouns: Partial<Record<ObjectName, string>> = {
  'billing.meter': 'meter',
  'billing_portal.configuration': 'configuration',
  'checkout.session': 'checkout.session',
  payment_intent: 'payment_intent',
  payment_method: 'PaymentMethod',
  promotion_code: 'promotion code',
  tax_rate: 'tax rate',
  'test_helpers.test_clock': 'billingclock',
  webhook_endpoint: 'webhook endpoint',
}

/** Decimals are objects in the SDK and text on the wire. */
export const wireDecimal = (value: number | string) => String(value) as unknown as Stripe.Decimal

/** The id of a reference that may be expanded. */
export const idOf = (reference: string | { id: string }): string =>
  typeof reference === 'string' ? reference : reference.id

export function listOf<T>(url: string, data: T[], hasMore = false): Stripe.ApiList<T> {
  return { object: 'list', url, has_more: hasMore, data }
}
