'use server'

import { z } from 'zod'
import { userAction } from '@/lib/action'
import { openPortal } from '../portal'
import { payOwed } from './pay'

/** Tries the card on file at once for an unpaid renewal of the user's. */
export const payOwedAction = userAction(
  z.strictObject({ invoiceId: z.string().regex(/^in_\w{1,200}$/) }),
  (user, { invoiceId }) => payOwed(user.id, invoiceId),
)

/** Opens Stripe's form for another card and answers its address; the client goes there. */
export const changeCardAction = userAction(z.strictObject({}), (user) =>
  openPortal(user.id, 'card'),
)
