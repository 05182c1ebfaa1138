import type { Route } from '../route'
import { balanceRoutes } from './balance'
import { chargeRoutes } from './charges'
import { checkoutSessionRoutes } from './checkout-sessions'
import { couponRoutes } from './coupons'
import { customerBalanceRoutes } from './customer-balance'
import { customerRoutes } from './customers'
import { disputeRoutes } from './disputes'
import { eventRoutes } from './events'
import { invoiceCollectionRoutes } from './invoice-collection'
import { invoiceDraftRoutes } from './invoice-drafts'
import { invoiceItemRoutes } from './invoice-items'
import { invoicePreviewRoutes } from './invoice-preview'
import { invoiceRoutes } from './invoices'
import { meterRoutes } from './meters'
import { paymentIntentRoutes } from './payment-intents'
import { paymentMethodRoutes } from './payment-methods'
import { paymentPageRoutes } from './payment-pages'
import { portalConfigurationRoutes } from './portal-configurations'
import { portalSessionRoutes } from './portal-sessions'
import { priceRoutes } from './prices'
import { productRoutes } from './products'
import { refundRoutes } from './refunds'
import { setupIntentRoutes } from './setup-intents'
import { subscriptionScheduleRoutes } from './subscription-schedules'
import { subscriptionRoutes } from './subscriptions'
import { taxRateRoutes } from './tax-rates'
import { testClockRoutes } from './test-clocks'
import { webhookEndpointRoutes } from './webhook-endpoints'

export const routes: Route[] = [
  ...balanceRoutes,
  ...chargeRoutes,
  ...checkoutSessionRoutes,
  ...couponRoutes,
  ...customerBalanceRoutes,
  ...customerRoutes,
  ...disputeRoutes,
  ...eventRoutes,
  ...invoiceCollectionRoutes,
  ...invoiceDraftRoutes,
  ...invoiceItemRoutes,
  ...invoicePreviewRoutes,
  ...invoiceRoutes,
  ...meterRoutes,
  ...paymentIntentRoutes,
  ...paymentMethodRoutes,
  ...paymentPageRoutes,
  ...portalConfigurationRoutes,
  ...portalSessionRoutes,
  ...priceRoutes,
  ...productRoutes,
  ...refundRoutes,
  ...setupIntentRoutes,
  ...subscriptionScheduleRoutes,
  ...subscriptionRoutes,
  ...taxRateRoutes,
  ...testClockRoutes,
  ...webhookEndpointRoutes,
]
