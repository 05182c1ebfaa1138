import 'server-only'
import { cookies } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { cache } from 'react'
import { sessionCookie } from '@/lib/auth/cookie'
import { readSession } from '@/lib/auth/sessions'
import { AppError } from '@/lib/errors'

export type SessionUser = {
  id: string
  email: string
  name: string | null
  image: string | null
  role: 'user' | 'admin'
}

/** The session of this request, read once however often it is asked for. */
export const currentSession = cache(async () => {
  const token = (await cookies()).get(sessionCookie().name)?.value
  return token ? readSession(token) : null
})

/** Who is asking, or `null`. Pages that also greet strangers use it; all others one of the `require…` below. */
export async function currentUser(): Promise<SessionUser | null> {
  return (await currentSession())?.user ?? null
}

/** For pages: a stranger is sent to sign in, and afterwards to `returnTo` (a path of this app). */
export async function requireUser(returnTo?: string): Promise<SessionUser> {
  const user = await currentUser()
  if (user) return user
  redirect(returnTo ? `/sign-in?next=${encodeURIComponent(returnTo)}` : '/sign-in')
}

async function userOrThrow(): Promise<SessionUser> {
  const user = await currentUser()
  if (!user) throw new AppError('unauthorized', 'Please sign in first. Nothing was charged.')
  return user
}

/** For route handlers: throws `unauthorized`, which `route` turns into a 401 with a JSON body. */
export const requireApiUser = userOrThrow

/** For Server Actions: throws `unauthorized`, which `userAction` turns into a state the form shows. */
export const requireActionUser = userOrThrow

/** For the routes of `/api/v1`, which programs call: the caller is who the key in the request belongs to. */
export { requireApiKey } from '@/lib/auth/api-keys'

/** For the owner's pages and actions: they do not exist for anybody else. */
export async function requireAdmin(): Promise<SessionUser> {
  const user = await currentUser()
  if (user?.role !== 'admin') notFound()
  return user
}
