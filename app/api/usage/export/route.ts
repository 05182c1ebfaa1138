import { requireApiUser } from '@/lib/auth'
import { route } from '@/lib/http'
import { exportRequest, exportUsage } from '@/lib/usage'

/** `?format=csv|json`, and the filter of the usage page: `kind`, `model`, `from`, `to`. A file. 401 for strangers. */
export const GET = route(async (request) => {
  const user = await requireApiUser()
  return exportUsage(user.id, exportRequest(new URL(request.url).searchParams))
})
