'use server'

import { refresh } from 'next/cache'
import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { userAction } from '@/lib/action'
import { currentSession } from '@/lib/auth'
import { clearSessionCookie, sessionCookie } from '@/lib/auth/cookie'
import { profileInput, updateProfile } from '@/lib/auth/profile'
import { endSession, revokeOtherSessions, revokeSession } from '@/lib/auth/sessions'

/** Ends this device's session. Nothing to check: without a session it does nothing. */
export async function signOutAction(): Promise<void> {
  const token = (await cookies()).get(sessionCookie().name)?.value
  if (token) await endSession(token)
  await clearSessionCookie()
  redirect('/')
}

export const updateProfileAction = userAction(profileInput, async (user, profile) => {
  await updateProfile(user.id, profile)
  refresh()
})

export const revokeSessionAction = userAction(
  z.object({ sessionId: z.uuid() }),
  async (user, { sessionId }) => {
    await revokeSession({ userId: user.id, sessionId })
    refresh()
  },
)

export const revokeOtherSessionsAction = userAction(z.object({}), async (user) => {
  const session = await currentSession()
  if (session) await revokeOtherSessions({ userId: user.id, exceptId: session.id })
  refresh()
})
