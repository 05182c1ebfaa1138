import { loadRun } from '@/lib/ai/agent/runs'
import { requireApiUser } from '@/lib/auth'
import { AppError } from '@/lib/errors'
import { route } from '@/lib/http'

type Context = { params: Promise<{ id: string }> }

/** The run as it stands: what a page reads that lost its stream, until it is no longer `streaming`. */
export const GET = route<Context>(async (_request, { params }) => {
  const user = await requireApiUser()
  const run = await loadRun(user.id, (await params).id)
  if (!run) throw new AppError('not_found', 'There is no such review.')
  return Response.json(run, { headers: { 'cache-control': 'no-store' } })
})
