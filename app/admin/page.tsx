import { formatDistance } from 'date-fns'
import type { Metadata } from 'next'
import { Badge } from '@/components/ui/badge'
import { PageHeader } from '@/components/ui/page-header'
import { overview } from '@/lib/admin'
import { requireAdmin } from '@/lib/auth'
import { clock } from '@/lib/clock'

export const metadata: Metadata = { title: 'Admin', robots: { index: false } }

type Job = Awaited<ReturnType<typeof overview>>['jobs'][number]

function state({ lastRun }: Job) {
  if (!lastRun?.startedAt) return <Badge>never ran</Badge>
  if (!lastRun.finishedAt) return <Badge>running</Badge>
  return lastRun.ok ? <Badge tone="accent">ok</Badge> : <Badge tone="danger">failed</Badge>
}

export default async function AdminPage() {
  await requireAdmin()
  const { users, failedEvents, mailWaiting, jobs } = await overview()
  const now = clock.now()
  const figures = [
    { label: 'Users', value: users, bad: false },
    { label: 'Stripe events that failed', value: failedEvents, bad: failedEvents > 0 },
    { label: 'Mails waiting', value: mailWaiting, bad: false },
  ]
  return (
    <div className="shell pb-16">
      <PageHeader title="Admin" description="How the installation is doing." />
      <dl className="grid gap-6 border-t border-rule py-8 sm:grid-cols-3">
        {figures.map(({ label, value, bad }) => (
          <div key={label}>
            <dt className="text-sm text-soft">{label}</dt>
            <dd className={`mt-1 num text-2xl ${bad ? 'text-danger' : ''}`}>
              {value.toLocaleString('en-US')}
            </dd>
          </div>
        ))}
      </dl>
      <section aria-labelledby="jobs" className="border-t border-rule pt-8">
        <h2 id="jobs" className="text-lg font-semibold">
          Jobs
        </h2>
        <p className="mt-1 text-sm text-soft">
          Each runs when it is due and a scheduler calls /api/cron.
        </p>
        <ul className="mt-3 divide-y divide-rule border-y border-rule">
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
      </section>
    </div>
  )
}
