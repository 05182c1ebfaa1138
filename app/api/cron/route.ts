import { createHash, timingSafeEqual } from 'node:crypto'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { route } from '@/lib/http'
import { jobs } from '@/lib/jobs'
import { runDueJobs } from '@/lib/jobs/run'

// Digests have one length, so that the comparison takes the same time whatever was sent.
const digest = (text: string) => createHash('sha256').update(text).digest()

/** Called by a scheduler as often as it likes, with `Authorization: Bearer <CRON_SECRET>`: each job runs when it is due. */
export const POST = route(async (request) => {
  const sent = request.headers.get('authorization') ?? ''
  if (!timingSafeEqual(digest(sent), digest(`Bearer ${env().CRON_SECRET}`)))
    throw new AppError('unauthorized', 'The secret is missing or wrong.')
  return Response.json({ jobs: await runDueJobs(jobs) })
})
