import 'server-only'
import { chargeDisputeClosed } from './charge.dispute.closed'
import { chargeDisputeCreated } from './charge.dispute.created'
import { chargeDisputeFundsReinstated } from './charge.dispute.funds_reinstated'
import { chargeDisputeFundsWithdrawn } from './charge.dispute.funds_withdrawn'
import { chargeDisputeUpdated } from './charge.dispute.updated'
import { chargeRefunded } from './charge.refunded'
import { checkoutSessionAsyncPaymentFailed } from './checkout.session.async_payment_failed'
import { checkoutSessionAsyncPaymentSucceeded } from './checkout.session.async_payment_succeeded'
import { checkoutSessionCompleted } from './checkout.session.completed'
import { checkoutSessionExpired } from './checkout.session.expired'
import { customerSubscriptionCreated } from './customer.subscription.created'
import { customerSubscriptionDeleted } from './customer.subscription.deleted'
import { customerSubscriptionPaused } from './customer.subscription.paused'
import { customerSubscriptionPendingUpdateApplied } from './customer.subscription.pending_update_applied'
import { customerSubscriptionPendingUpdateExpired } from './customer.subscription.pending_update_expired'
import { customerSubscriptionResumed } from './customer.subscription.resumed'
import { customerSubscriptionUpdated } from './customer.subscription.updated'
import { customerDeleted } from './customer.deleted'
import { customerUpdated } from './customer.updated'
import { invoiceFinalizationFailed } from './invoice.finalization_failed'
import { invoiceFinalized } from './invoice.finalized'
import { invoiceMarkedUncollectible } from './invoice.marked_uncollectible'
import { invoicePaid } from './invoice.paid'
import { invoicePaymentActionRequired } from './invoice.payment_action_required'
import { invoicePaymentFailed } from './invoice.payment_failed'
import { invoiceVoided } from './invoice.voided'
import { paymentIntentPaymentFailed } from './payment_intent.payment_failed'
import { paymentIntentSucceeded } from './payment_intent.succeeded'
import { paymentMethodAutomaticallyUpdated } from './payment_method.automatically_updated'
import { paymentMethodDetached } from './payment_method.detached'
import { refundCreated } from './refund.created'
import { refundFailed } from './refund.failed'
import { refundUpdated } from './refund.updated'
import { subscriptionScheduleCanceled } from './subscription_schedule.canceled'
import { subscriptionScheduleCompleted } from './subscription_schedule.completed'
import { subscriptionScheduleReleased } from './subscription_schedule.released'
import { subscriptionScheduleUpdated } from './subscription_schedule.updated'
import { customerSubscriptionTrialWillEnd } from './customer.subscription.trial_will_end'
import { meterErrorReport } from './v1.billing.meter.error_report_triggered'
import type { Effect } from '../sync/effect'
import type { EventType, Handler } from './handler'

/**
 * Every type of event we know, with what it does. Types that nothing acts on are stored all the same, so that what
 * happened can be looked up, and replayed once something does.
 */
export const handlers = {
  'charge.dispute.closed': chargeDisputeClosed,
  'charge.dispute.created': chargeDisputeCreated,
  'charge.dispute.funds_reinstated': chargeDisputeFundsReinstated,
  'charge.dispute.funds_withdrawn': chargeDisputeFundsWithdrawn,
  'charge.dispute.updated': chargeDisputeUpdated,
  'charge.refunded': chargeRefunded,
  'checkout.session.async_payment_failed': checkoutSessionAsyncPaymentFailed,
  'checkout.session.async_payment_succeeded': checkoutSessionAsyncPaymentSucceeded,
  'checkout.session.completed': checkoutSessionCompleted,
  'checkout.session.expired': checkoutSessionExpired,
  'customer.subscription.created': customerSubscriptionCreated,
  'customer.subscription.deleted': customerSubscriptionDeleted,
  'customer.subscription.paused': customerSubscriptionPaused,
  'customer.subscription.pending_update_applied': customerSubscriptionPendingUpdateApplied,
  'customer.subscription.pending_update_expired': customerSubscriptionPendingUpdateExpired,
  'customer.subscription.resumed': customerSubscriptionResumed,
  'customer.subscription.trial_will_end': customerSubscriptionTrialWillEnd,
  'customer.subscription.updated': customerSubscriptionUpdated,
  'customer.deleted': customerDeleted,
  'customer.updated': customerUpdated,
  'invoice.finalization_failed': invoiceFinalizationFailed,
  'invoice.finalized': invoiceFinalized,
  'invoice.marked_uncollectible': invoiceMarkedUncollectible,
  'invoice.paid': invoicePaid,
  'invoice.payment_action_required': invoicePaymentActionRequired,
  'invoice.payment_failed': invoicePaymentFailed,
  'invoice.voided': invoiceVoided,
  'payment_intent.payment_failed': paymentIntentPaymentFailed,
  'payment_intent.succeeded': paymentIntentSucceeded,
  'payment_method.automatically_updated': paymentMethodAutomaticallyUpdated,
  'payment_method.detached': paymentMethodDetached,
  'refund.created': refundCreated,
  'refund.failed': refundFailed,
  'refund.updated': refundUpdated,
  'subscription_schedule.canceled': subscriptionScheduleCanceled,
  'subscription_schedule.completed': subscriptionScheduleCompleted,
  'subscription_schedule.released': subscriptionScheduleReleased,
  'subscription_schedule.updated': subscriptionScheduleUpdated,
} satisfies { [Type in EventType]?: Handler<Type> }

/** Thin events, which only name what they are about; they are no members of `Stripe.Event`. */
const thinHandlers: Record<string, (event: { id: string }) => Promise<Effect | string>> = {
  'v1.billing.meter.error_report_triggered': meterErrorReport,
}

const isHandled = (type: string): type is keyof typeof handlers => Object.hasOwn(handlers, type)

/** The handler of a type; `null`: nothing acts on it. */
export function handlerOf(type: string): Handler<EventType> | null {
  if (Object.hasOwn(thinHandlers, type)) return thinHandlers[type] ?? null
  // Each handler takes events of its own type only, and is found by that type.
  return isHandled(type) ? (handlers[type] as Handler<EventType>) : null
}
