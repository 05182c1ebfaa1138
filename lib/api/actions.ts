'use server'

import { refresh } from 'next/cache'
import { z } from 'zod'
import { userAction } from '@/lib/action'
import { newKeyInput } from './key-input'
import { createApiKey, revokeApiKey } from './keys'

export const createApiKeyAction = userAction(newKeyInput, async (user, input) => {
  const key = await createApiKey(user.id, input)
  refresh()
  return { key }
})

export const revokeApiKeyAction = userAction(z.object({ id: z.uuid() }), async (user, { id }) => {
  await revokeApiKey(user.id, id)
  refresh()
})
