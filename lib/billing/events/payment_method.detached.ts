import 'server-only'
import { readCardsShowing } from '../card/sync'
import type { Handler } from './handler'

/** A card was removed: it is shown no more. */
export const paymentMethodDetached: Handler<'payment_method.detached'> = (event) =>
  readCardsShowing(event.data.object)
