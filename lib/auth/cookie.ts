import 'server-only'
import { cookies } from 'next/headers'
import { env } from '@/lib/env'

/** Sessions end this many seconds after sign-in, used or not. */
export const sessionSeconds = 30 * 24 * 60 * 60

/**
 * The session cookie, for next-auth and for us. Whether it is secure follows from APP_URL, never from a request's
 * headers: behind a proxy those say whatever the proxy forwards.
 */
export function sessionCookie() {
  const secure = env().APP_URL.startsWith('https:')
  return {
    name: secure ? '__Secure-next-auth.session-token' : 'next-auth.session-token',
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure },
  } as const
}

/** Only in a Server Action or route handler: pages cannot set cookies. */
export async function setSessionCookie(session: { token: string; expires: Date }): Promise<void> {
  const { name, options } = sessionCookie()
  const store = await cookies()
  store.set(name, session.token, { ...options, expires: session.expires })
}

export async function clearSessionCookie(): Promise<void> {
  const { name, options } = sessionCookie()
  const store = await cookies()
  store.set(name, '', { ...options, maxAge: 0 })
}
