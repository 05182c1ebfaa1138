import { requireApiUser } from '@/lib/auth'
import { changeTarget, previewChange } from '@/lib/billing'
import { assertSameOrigin, readJson, route } from '@/lib/http'

type Context = { params: Promise<{ id: string }> }

/** What a change of plan would cost and bring. Changes nothing. */
export const POST = route<Context>(async (request, { params }) => {
  assertSameOrigin(request)
  const user = await requireApiUser()
  const { id } = await params
  const target = await readJson(request, changeTarget)
  return Response.json({ preview: await previewChange(user.id, target, { id }) })
})
