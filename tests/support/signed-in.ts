import { vi } from 'vitest'
import { sessionCookie } from '@/lib/auth/cookie'
import { openSession } from '@/lib/auth/sessions'
import { testEnvironment } from './environment'

// Route handlers read the session cookie through Next's ambient request. Outside Next there is none: here it is the
// request the test is making at the moment, kept per asynchronous call.
const ambient = vi.hoisted(async () => {
  const { AsyncLocalStorage } = await import('node:async_hooks')
  return new AsyncLocalStorage<Request>()
})

vi.mock('next/headers', async () => {
  const store = await ambient
  return {
    cookies: async () => ({
      get(name: string) {
        const header = store.getStore()?.headers.get('cookie') ?? ''
        const found = header.split('; ').find((pair) => pair.startsWith(`${name}=`))
        return found ? { name, value: found.slice(name.length + 1) } : undefined
      },
    }),
  }
})

type Handler<Params> = (request: Request, context: { params: Promise<Params> }) => Promise<Response>

/** Calls a route handler as Next would, with the cookies of the request as the ambient ones. */
export async function call<Params>(
  handler: Handler<Params>,
  request: Request,
  params: Params,
): Promise<Response> {
  return (await ambient).run(request, () => handler(request, { params: Promise.resolve(params) }))
}

/** The cookie header of a new session of this user. */
export async function cookieOf(userId: string): Promise<string> {
  const { token } = await openSession({ userId, userAgent: null })
  return `${sessionCookie().name}=${token}`
}

/** Runs something (a Server Action, say) with this user signed in; `null`: with nobody. */
export async function signedInAs<Result>(
  userId: string | null,
  run: () => Promise<Result>,
): Promise<Result> {
  const headers: Record<string, string> = userId ? { cookie: await cookieOf(userId) } : {}
  return (await ambient).run(new Request(testEnvironment.APP_URL, { headers }), run)
}
