import { formatDistance } from 'date-fns'
import { Alert } from '@/components/ui/alert'
import { formatInstant } from '@/components/ui/date'
import { Empty } from '@/components/ui/empty'
import type { LedgerHealth } from '@/lib/admin/ledger'

type VerdictProps = Pick<LedgerHealth, 'current' | 'full' | 'runs'> & { now: Date }

const count = (many: number, one: string) =>
  `${many.toLocaleString('en-US')} ${one}${many === 1 ? '' : 's'}`

/** Whether the ledger agrees with itself, as far as anybody has looked. */
export function AuditVerdict({ current, full, runs, now }: VerdictProps) {
  const ago = ({ startedAt }: { startedAt: Date }) =>
    formatDistance(startedAt, now, { addSuffix: true })
  const newest = runs.find(({ state }) => state !== 'running')
  return (
    <div className="grid gap-4">
      {newest?.state === 'failed' && (
        <Alert tone="warn" title="The last audit came to no result">
          {newest.error}. What stands below is older. Nothing was changed.
        </Alert>
      )}
      {current === null ? (
        <Empty title="Nobody has looked yet">
          The audit job looks every ten minutes once a scheduler calls /api/cron. You can also ask
          for one now.
        </Empty>
      ) : current.problems > 0 ? (
        <Alert tone="danger" title={`${count(current.problems, 'problem')} found`}>
          As of {formatInstant(current.startedAt)}. Nothing was changed: what is wrong here is for a
          person to judge, and stays listed until an audit no longer finds it.
        </Alert>
      ) : (
        <Alert tone="success" title="Balances and statement agree">
          {full && `All ${count(full.accounts, 'account')} looked at ${ago(full)}. `}
          {current.kind === 'incremental' &&
            (current.accounts === 0
              ? `Nothing moved since, as of ${ago(current)}.`
              : `What moved last, ${count(current.accounts, 'account')}, ${ago(current)}.`)}
        </Alert>
      )}
    </div>
  )
}
