import 'server-only'

export { awaitsPayment } from './attempts'
export { runAutoTopUps, topUpIfLow } from './auto-topup/trigger'
export { autoTopUpView, type AutoTopUpView } from './auto-topup/view'
export { agreeToAutoTopUp } from './auto-topup/agree'
export { autoTopUpForm, turnOffAutoTopUp } from './auto-topup/settings'
export { topUpCard } from './auto-topup/card-reading'
export { cancelPlan, resumePlan } from './changes/cancel'
export { confirmChange, type ChangeResult } from './changes/confirm'
export { undoDowngrade } from './changes/downgrade'
export {
  previewChange,
  type ChangePreview,
  type DowngradePreview,
  type UpgradePreview,
} from './changes/preview'
export { changeTarget, confirmedChange } from './changes/target'
export { cardChanged } from './card/changed'
export { cardOf, type CardView } from './card/view'
export { checkoutStatus } from './checkout-status'
export { startCheckout } from './checkout'
export { ensureCustomer } from './customer'
export { runDunning } from './dunning/job'
export { recoveryLink, sendRecoveryLink } from './dunning/send-link'
export { owedBy, payPage, type Owed, type PayPage } from './dunning/view'
export { receive, retryFailedEvents } from './inbox'
export { checkoutItem, type CheckoutItem } from './items'
export { openOverage } from './overage/open'
export { reportOverage } from './overage/run'
export { overageIsOn, overageView, type OverageView } from './overage/view'
export { ownAvailable } from './own-credits'
export { listPayments, paymentsPage, type PaymentView } from './payments'
export { openPortal, syncPortal, type PortalFlow } from './portal'
export { syncCatalogue } from './products'
export { verifyDelivery } from './signature'
export {
  billingSummary,
  cancelAtPeriodEnd,
  listSubscriptions,
  resumeSubscription,
  type BillingSummary,
  type SubscriptionView,
} from './subscriptions'
export { refundPayment, refundInput, type RefundInput, type Refunded } from './admin/refund'
export { replayEvent } from './admin/replay'
export {
  listReconcileRuns,
  reconcile,
  reconcileDaily,
  type Finding as ReconcileFinding,
  type ReconcileRun,
} from './reconcile/run'
