import type { Metadata } from 'next'
import { AuditButtons } from '@/components/admin/audit-buttons'
import { AuditRuns } from '@/components/admin/audit-runs'
import { AuditVerdict } from '@/components/admin/audit-verdict'
import { FindingList } from '@/components/admin/finding-list'
import { JobList } from '@/components/admin/job-list'
import { RefreshWhile } from '@/components/admin/refresh-while'
import { LedgerSection } from '@/components/layout/ledger-section'
import { PageHeader } from '@/components/ui/page-header'
import { ledgerHealth } from '@/lib/admin/ledger'
import { requireAdmin } from '@/lib/auth'
import { clock } from '@/lib/clock'

export const metadata: Metadata = { title: 'Ledger, admin', robots: { index: false } }

export default async function AdminLedgerPage() {
  await requireAdmin()
  const { current, full, runs, emails, jobs } = await ledgerHealth()
  const now = clock.real()
  return (
    <div className="shell pb-16">
      <RefreshWhile running={runs.some(({ state }) => state === 'running')} />
      <PageHeader
        title="Ledger"
        description="Every balance rebuilt from its parts and compared. An audit describes, it never repairs."
      >
        <AuditButtons />
      </PageHeader>
      <LedgerSection title="State">
        <AuditVerdict current={current} full={full} runs={runs} now={now} />
      </LedgerSection>
      {current && current.findings.length > 0 && (
        <LedgerSection title="Problems" note="By account, as the last audit found them.">
          <FindingList audit={current} emails={emails} />
        </LedgerSection>
      )}
      <LedgerSection
        title="Audits"
        note="What moved, every ten minutes; everything, once a day. Those that found nothing are forgotten after a month."
      >
        <AuditRuns runs={runs} />
      </LedgerSection>
      <LedgerSection title="Jobs" note="Each runs when it is due and a scheduler calls /api/cron.">
        <JobList jobs={jobs} now={clock.now()} />
      </LedgerSection>
    </div>
  )
}
