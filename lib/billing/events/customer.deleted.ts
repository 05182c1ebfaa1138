import 'server-only'
import { readCustomerGone } from '../sync/customer-gone'
import type { Handler } from './handler'

/** Somebody deleted the customer at Stripe: cancelled and unlinked here. */
export const customerDeleted: Handler<'customer.deleted'> = (event) =>
  readCustomerGone(event.data.object.id)
