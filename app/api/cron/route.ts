import { env } from '@/lib/env'
import { assertBearer, route } from '@/lib/http'
import { jobs } from '@/lib/jobs'
import { runDueJobs } from '@/lib/jobs/run'

/** Called by a scheduler as often as it likes, with `Authorization: Bearer <CRON_SECRET>`: each job runs when it is due. */
export const POST = route(async (request) => {
  assertBearer(request, env().CRON_SECRET)
  return Response.json({ jobs: await runDueJobs(jobs) })
})
