import { route } from '@/lib/http'
import { health } from '@/lib/health'

// Asked anew each time: a cached answer would hide an outage.
export const dynamic = 'force-dynamic'

/** For load balancers: 200 with the state of each part, 503 when the database is away. */
export const GET = route(async () => {
  const state = await health()
  return Response.json(state, {
    status: state.status === 'down' ? 503 : 200,
    headers: { 'cache-control': 'no-store' },
  })
})
