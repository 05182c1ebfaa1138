import { z } from 'zod'
import { paidPlanKeys } from '@/lib/catalogue'
import { intervals } from '../items'

/** Keys of the catalogue, and nothing else: no price, no amount. */
export const changeTarget = z.strictObject({
  plan: z.enum(paidPlanKeys),
  interval: z.enum(intervals),
})

export type ChangeTarget = z.infer<typeof changeTarget>

/** A change as the preview showed it: `previewedAt` (Unix seconds) is the moment that its proration was counted from. */
export const confirmedChange = changeTarget.extend({ previewedAt: z.int().positive() })

export type ConfirmedChange = z.infer<typeof confirmedChange>
