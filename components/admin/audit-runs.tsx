import { Badge } from '@/components/ui/badge'
import { formatInstant } from '@/components/ui/date'
import type { AuditState, LedgerHealth } from '@/lib/admin/ledger'

type Run = LedgerHealth['runs'][number]

const kinds = { full: 'everything', incremental: 'what moved' } as const

const badges: Record<AuditState, { tone: 'neutral' | 'accent' | 'warn' | 'danger'; text: string }> =
  {
    running: { tone: 'neutral', text: 'running' },
    died: { tone: 'warn', text: 'never ended' },
    failed: { tone: 'warn', text: 'no result' },
    problems: { tone: 'danger', text: 'problems' },
    clean: { tone: 'accent', text: 'ok' },
  }

function outcome({ state, error, accounts, problems }: Run): string {
  if (state === 'failed') return error ?? ''
  if (state === 'running' || state === 'died') return ''
  const looked = `${accounts.toLocaleString('en-US')} account${accounts === 1 ? '' : 's'}`
  return problems > 0 ? `${looked}, ${problems.toLocaleString('en-US')} found` : looked
}

const seconds = ({ startedAt, finishedAt }: Run): string =>
  finishedAt ? `${((finishedAt.getTime() - startedAt.getTime()) / 1000).toFixed(1)} s` : ''

/** The last audits, newest first: when, of what, how it came out, how long it took. */
export function AuditRuns({ runs }: { runs: readonly Run[] }) {
  if (runs.length === 0) return <p className="text-sm text-soft">None yet.</p>
  return (
    <ol className="divide-y divide-rule border-y border-rule">
      {runs.map((run) => (
        <li
          key={run.id}
          className="grid grid-cols-[1fr_auto] items-baseline gap-x-4 gap-y-0.5 py-2.5 sm:grid-cols-[15rem_7rem_6.5rem_1fr_4rem]"
        >
          <span>{formatInstant(run.startedAt)}</span>
          <span className="sm:col-start-3 sm:row-start-1">
            <Badge tone={badges[run.state].tone}>{badges[run.state].text}</Badge>
          </span>
          {/* One line on a phone, two columns beside the badge from tablets up. */}
          <span className="flex min-w-0 flex-wrap gap-x-3 text-sm text-soft max-sm:col-span-2 sm:contents">
            <span className="sm:col-start-2 sm:row-start-1">{kinds[run.kind]}</span>
            <span className="min-w-0 break-words sm:col-start-4 sm:row-start-1">
              {outcome(run)}
            </span>
          </span>
          <span className="text-right num text-sm text-soft max-sm:hidden sm:col-start-5 sm:row-start-1">
            {seconds(run)}
          </span>
        </li>
      ))}
    </ol>
  )
}
