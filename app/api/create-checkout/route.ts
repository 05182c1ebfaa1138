import { requireApiUser } from '@/lib/auth'
import { checkoutItem, startCheckout } from '@/lib/billing'
import { assertSameOrigin, readJson, route } from '@/lib/http'

/** Opens a checkout page: `{ kind: 'topup', pack }` or `{ kind: 'subscription', plan, interval }` → `{ url, sessionId }`. */
export const POST = route(async (request) => {
  assertSameOrigin(request)
  const user = await requireApiUser()
  const item = await readJson(request, checkoutItem)
  return Response.json(await startCheckout({ userId: user.id, item }), { status: 201 })
})
