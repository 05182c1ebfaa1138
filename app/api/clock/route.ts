import { clock } from '@/lib/clock'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { assertBearer, route } from '@/lib/http'
import { clockOffset } from '@/lib/sandbox-clock'

/** The sandbox says how far ahead its time is. Without a sandbox that has one there is no such address. */
export const POST = route(async (request) => {
  if (!env().SANDBOX_CLOCK) return new Response('Not found', { status: 404 })
  assertBearer(request, env().CRON_SECRET)
  const body = clockOffset.safeParse(await request.json().catch(() => undefined))
  if (!body.success) throw new AppError('bad_request', 'offsetMs is a number, at least 0.')
  clock.move(body.data.offsetMs)
  return Response.json({ now: clock.now() })
})
