import 'server-only'
import { randomUUID } from 'node:crypto'
import { requireApiKey } from '@/lib/auth'
import type { ApiCaller } from '@/lib/auth/api-keys'
import type { ApiScope } from '@/lib/auth/api-scopes'
import type { Feature, Limits } from '@/lib/catalogue'
import type { AppError } from '@/lib/errors'
import { requireFeature } from '@/lib/entitlements'
import { borderError } from '@/lib/http'
import { consume } from '@/lib/rate-limit'
import { traced } from '@/lib/trace'
import { toErrorResponse } from './errors'

/** One request of a program that may make it. */
export type ApiCall = ApiCaller & {
  /** A UUID of ours; `x-request-id` is `req_` and it. */
  requestId: string
  request: Request
  features: readonly Feature[]
  limits: Readonly<Limits>
}

/**
 * A route of `/api/v1`: who asks (by key alone), what the plan allows, how often; then the handler. Whatever it throws is
 * answered in OpenAI's shape, and every answer has its id and, where the plan has one, what remains of the rate limit. There
 * are no CORS headers: a key in a web page would be everybody's.
 */
export function apiRoute(
  scope: ApiScope | undefined,
  handle: (call: ApiCall) => Promise<Response>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const requestId = randomUUID()
    const headers = new Headers({
      'x-request-id': `req_${requestId}`,
      'cache-control': 'no-store',
    })
    const answer = async (): Promise<Response> => {
      try {
        const caller = await requireApiKey(request, scope)
        const { features, limits } = await requireFeature(caller.user.id, 'api_access')
        await countRequest(caller.user.id, limits.requests_per_minute, headers)
        return await traced('api request', { request_id: `req_${requestId}` }, () =>
          handle({ ...caller, requestId, request, features, limits }),
        )
      } catch (error) {
        return toErrorResponse(borderError(error, request))
      }
    }
    const response = await answer()
    headers.forEach((value, name) => response.headers.set(name, value))
    return response
  }
}

/** -1 is no limit, and says nothing. Throws `rate_limited`; the headers are written all the same. */
async function countRequest(userId: string, points: number, headers: Headers): Promise<void> {
  if (points === -1) return
  const say = (remaining: number, seconds: number) => {
    headers.set('x-ratelimit-limit-requests', String(points))
    headers.set('x-ratelimit-remaining-requests', String(remaining))
    headers.set('x-ratelimit-reset-requests', `${seconds}s`)
  }
  try {
    const { remaining, resetSeconds } = await consume({ key: `api:${userId}`, points, seconds: 60 })
    say(remaining, resetSeconds)
  } catch (error) {
    const retryAfter = (error as AppError).options?.details?.retryAfter
    if (typeof retryAfter === 'number') say(0, retryAfter)
    throw error
  }
}
