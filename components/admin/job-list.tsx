import { formatDistance } from 'date-fns'
import { Badge } from '@/components/ui/badge'
import type { LastRun } from '@/lib/admin/jobs'

function state({ lastRun }: LastRun) {
  if (!lastRun?.startedAt) return <Badge>never ran</Badge>
  if (!lastRun.finishedAt) return <Badge>running</Badge>
  return lastRun.ok ? <Badge tone="accent">ok</Badge> : <Badge tone="danger">failed</Badge>
}

/** Periodic work with when it last ran and what came of it. */
export function JobList({ jobs, now }: { jobs: readonly LastRun[]; now: Date }) {
  return (
    <ul className="divide-y divide-rule border-y border-rule">
      {jobs.map((job) => (
        <li
          key={job.name}
          className="grid grid-cols-[1fr_auto] items-baseline gap-x-4 gap-y-1 py-3 sm:grid-cols-[8rem_6rem_10rem_1fr]"
        >
          <span className="font-medium">{job.name}</span>
          <span>{state(job)}</span>
          <span className="text-sm text-soft">
            {job.lastRun?.startedAt &&
              formatDistance(job.lastRun.startedAt, now, { addSuffix: true })}
          </span>
          <span className="col-span-2 min-w-0 text-sm break-words text-soft sm:col-span-1">
            {job.lastRun?.result}
          </span>
        </li>
      ))}
    </ul>
  )
}
