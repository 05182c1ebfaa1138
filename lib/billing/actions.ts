'use server'

import { userAction } from '@/lib/action'
import { startCheckout } from './checkout'
import { checkoutItem } from './items'

/** Opens a checkout page and answers its address; the client goes there. Takes keys of the catalogue, never amounts. */
export const startCheckoutAction = userAction(checkoutItem, async (user, item) => {
  const { url } = await startCheckout({ userId: user.id, item })
  return { url }
})
