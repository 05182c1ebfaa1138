import 'server-only'
import { adoptChosenCard } from '../card/adopt'
import { readCard } from '../card/sync'
import type { Handler } from './handler'

/** Their card may be another one: shown, and tried where the one before has failed. */
export const customerUpdated: Handler<'customer.updated'> = async (event) => {
  const { id } = event.data.object
  const before = event.data.previous_attributes as
    { invoice_settings?: { default_payment_method?: unknown } } | undefined
  // A new address alone chooses no card.
  if (before?.invoice_settings && 'default_payment_method' in before.invoice_settings)
    await adoptChosenCard(id)
  return readCard(id)
}
