import 'server-only'

export { awaitsPayment } from './attempts'
export { runAutoTopUps, topUpIfLow } from './auto-topup/trigger'
export { autoTopUpView, type AutoTopUpView } from './auto-topup/view'
export { checkoutStatus } from './checkout-status'
export { startCheckout } from './checkout'
export { ensureCustomer } from './customer'
export { receive, retryFailedEvents } from './inbox'
export { checkoutItem, type CheckoutItem } from './items'
export { listPayments, paymentsPage, type PaymentView } from './payments'
export { syncCatalogue } from './products'
export { verifyDelivery } from './signature'
export {
  billingSummary,
  cancelAtPeriodEnd,
  listSubscriptions,
  type BillingSummary,
  type SubscriptionView,
} from './subscriptions'
