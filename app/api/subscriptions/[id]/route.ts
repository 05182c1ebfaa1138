import { z } from 'zod'
import { requireApiUser } from '@/lib/auth'
import {
  cancelAtPeriodEnd,
  confirmChange,
  confirmedChange,
  listSubscriptions,
  resumeSubscription,
  undoDowngrade,
} from '@/lib/billing'
import { assertSameOrigin, readJson, route } from '@/lib/http'

type Context = { params: Promise<{ id: string }> }

/** Cancels at the end of the period that is paid for. */
export const DELETE = route<Context>(async (request, { params }) => {
  assertSameOrigin(request)
  const user = await requireApiUser()
  const { id } = await params
  return Response.json({ subscription: await cancelAtPeriodEnd(user.id, id) })
})

const patch = z.discriminatedUnion('action', [
  confirmedChange.extend({ action: z.literal('change') }),
  z.strictObject({ action: z.literal('undo') }),
  z.strictObject({ action: z.literal('resume') }),
])

/** Changes the plan as its preview showed it, takes a planned change back, or takes a cancellation back. */
export const PATCH = route<Context>(async (request, { params }) => {
  assertSameOrigin(request)
  const user = await requireApiUser()
  const { id } = await params
  const { action, ...change } = await readJson(request, patch)
  if (action === 'resume')
    return Response.json({ subscription: await resumeSubscription(user.id, id) })
  const result =
    action === 'change'
      ? await confirmChange(user.id, confirmedChange.parse(change), id)
      : await undoDowngrade(user.id, id)
  const subscriptions = await listSubscriptions(user.id)
  return Response.json({ result, subscription: subscriptions.find((one) => one.id === id) })
})
