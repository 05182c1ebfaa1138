import 'server-only'
import { readCardsShowing } from '../card/sync'
import type { Handler } from './handler'

/** The bank has sent a new number or date: shown. */
export const paymentMethodAutomaticallyUpdated: Handler<'payment_method.automatically_updated'> = (
  event,
) => readCardsShowing(event.data.object)
