import type { Metadata } from 'next'
import { JobList } from '@/components/admin/job-list'
import { PageHeader } from '@/components/ui/page-header'
import { overview } from '@/lib/admin/overview'
import { requireAdmin } from '@/lib/auth'
import { clock } from '@/lib/clock'

export const metadata: Metadata = { title: 'Admin', robots: { index: false } }

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
        <div className="mt-3">
          <JobList jobs={jobs} now={now} />
        </div>
      </section>
    </div>
  )
}
