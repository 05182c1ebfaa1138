'use server'

import { headers } from 'next/headers'
import { z } from 'zod'
import { userAction } from '@/lib/action'
import { clientOf } from '@/lib/auth/client'
import { redeemCode } from '@/lib/promotions'
import { codeText } from './input'

export const redeemCodeAction = userAction(
  z.strictObject({ code: codeText }),
  async (user, { code }) => {
    const { address } = clientOf(await headers())
    // Without a proxy in front nobody knows where anybody is: one count for all of them would lock everybody out.
    return redeemCode({ userId: user.id, code, ...(address !== 'unknown' && { address }) })
  },
)
