'use server'

import { z } from 'zod'
import { userAction } from '@/lib/action'
import { cancelPlan, resumePlan } from './changes/cancel'
import { confirmChange } from './changes/confirm'
import { undoDowngrade } from './changes/downgrade'
import { confirmedChange } from './changes/target'
import { startCheckout } from './checkout'
import { checkoutItem } from './items'
import { openPortal, portalFlow } from './portal'

/** Opens a checkout page and answers its address; the client goes there. Takes keys of the catalogue, never amounts. */
export const startCheckoutAction = userAction(checkoutItem, async (user, item) => {
  const { url } = await startCheckout({ userId: user.id, item })
  return { url }
})

/** Changes the plan as its preview showed it. Takes plan, interval and the preview's moment, never amounts. */
export const confirmChangeAction = userAction(confirmedChange, (user, change) =>
  confirmChange(user.id, change),
)

const nothing = z.strictObject({})

/** Takes back the change that is planned for the end of the period. */
export const undoDowngradeAction = userAction(nothing, async (user) => {
  await undoDowngrade(user.id)
})

/** Cancels at the end of the period that is paid for. */
export const cancelPlanAction = userAction(nothing, async (user) => {
  await cancelPlan(user.id)
})

/** Takes the cancellation back. */
export const resumePlanAction = userAction(nothing, async (user) => {
  await resumePlan(user.id)
})

/** Opens Stripe's customer portal and answers its address; the client goes there. */
export const openPortalAction = userAction(
  z.strictObject({ flow: portalFlow.default('home') }),
  (user, { flow }) => openPortal(user.id, flow),
)
