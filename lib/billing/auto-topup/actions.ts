'use server'

import { z } from 'zod'
import { refresh } from 'next/cache'
import { userAction } from '@/lib/action'
import { afterResponse } from '@/lib/after'
import { agreeToAutoTopUp } from './agree'
import { autoTopUpForm, resumeAutoTopUp, turnOffAutoTopUp } from './settings'
import { topUpIfLow } from './trigger'

/** Turns automatic top-ups on, or changes them. */
export const saveAutoTopUpAction = userAction(autoTopUpForm, async (user, form) => {
  await agreeToAutoTopUp(user.id, form)
  refresh()
})

export const turnOffAutoTopUpAction = userAction(z.object({}), async (user) => {
  await turnOffAutoTopUp(user.id)
  refresh()
})

/** Tries again after a pause. */
export const resumeAutoTopUpAction = userAction(z.object({}), async (user) => {
  await resumeAutoTopUp(user.id)
  afterResponse(() => topUpIfLow(user.id))
  refresh()
})
