'use server'

import { refresh } from 'next/cache'
import { z } from 'zod'
import { userAction } from '@/lib/action'
import { overageForm, saveOverage, turnOffOverage } from './settings'

export const saveOverageAction = userAction(overageForm, async (user, { capMinor }) => {
  await saveOverage(user.id, capMinor)
  refresh()
})

export const turnOffOverageAction = userAction(z.object({}), async (user) => {
  await turnOffOverage(user.id)
  refresh()
})
