import type { Metadata } from 'next'
import Link from 'next/link'
import { BalanceSection } from '@/components/credits/balance-section'
import { BalanceSync } from '@/components/credits/balance-sync'
import { ExportLinks } from '@/components/credits/export-links'
import { Statement } from '@/components/credits/statement'
import { StatementFilters } from '@/components/credits/statement-filters'
import { Button } from '@/components/ui/button'
import { Empty } from '@/components/ui/empty'
import { PageHeader } from '@/components/ui/page-header'
import { requireUser } from '@/lib/auth'
import {
  filterParams,
  isFiltered,
  readFilter,
  type StatementFilter,
} from '@/lib/credits/statement-filter'
import { readUsage } from '@/lib/usage'

export const metadata: Metadata = { title: 'Usage' }

const LINES = 25

export default async function UsagePage({ searchParams }: PageProps<'/usage'>) {
  const user = await requireUser('/usage')
  const { before, ...query } = await searchParams
  const cursor = typeof before === 'string' ? before : undefined
  const filter = readFilter(query)
  const { balance, lines, receipts, nextCursor, models } = await readUsage(user.id, {
    cursor,
    limit: LINES,
    filter,
  })
  const narrowed = isFiltered(filter)
  const newest = narrowed ? (`/usage?${filterParams(filter)}` as const) : '/usage'
  return (
    <div className="shell pb-16">
      <BalanceSync balance={balance} />
      <PageHeader title="Usage" description="Every credit in and out, and what it was for.">
        <Button asChild variant="secondary">
          <Link href="/billing#buy">Buy credits</Link>
        </Button>
      </PageHeader>

      <BalanceSection receipts={receipts} />

      <section aria-labelledby="statement" className="mt-14">
        <div className="mb-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-1">
          <h2 id="statement" className="text-xl font-semibold">
            Statement
          </h2>
          <ExportLinks filter={filter} />
        </div>
        <StatementFilters filter={filter} models={models} />
        {lines.length > 0 ? (
          <Statement lines={lines} receipts={receipts} open={filter.request !== undefined} />
        ) : (
          <NoLines narrowed={narrowed} older={cursor !== undefined} newest={newest} />
        )}
        <nav aria-label="Pages of the statement" className="mt-5 flex justify-between gap-4">
          {cursor ? (
            <Button asChild variant="ghost" size="sm">
              <Link href={newest}>Newest</Link>
            </Button>
          ) : (
            <span />
          )}
          {nextCursor && (
            <Button asChild variant="secondary" size="sm">
              <Link href={`/usage?${olderThan(filter, nextCursor)}`}>Older</Link>
            </Button>
          )}
        </nav>
      </section>
    </div>
  )
}

function olderThan(filter: StatementFilter, cursor: string): URLSearchParams {
  const query = filterParams(filter)
  query.set('before', cursor)
  return query
}

type NoLinesProps = { narrowed: boolean; older: boolean; newest: '/usage' | `/usage?${string}` }

/** No line, for one of three reasons: the statement begins after here, the filter fits nothing, nothing has moved. */
function NoLines({ narrowed, older, newest }: NoLinesProps) {
  const [title, text, href, action] = older
    ? (['Nothing older', 'The statement begins after this.', newest, 'To the newest'] as const)
    : narrowed
      ? ([
          'Nothing fits these filters',
          'No movement of this kind, with this model, in these days. Days are in UTC.',
          '/usage',
          'Clear filters',
        ] as const)
      : ([
          'Nothing has moved yet',
          'Each message and each payment will be a line here, with what it was for.',
          '/assistant',
          'Ask the assistant something',
        ] as const)
  return (
    <Empty
      title={title}
      action={
        <Button asChild variant="secondary">
          <Link href={href}>{action}</Link>
        </Button>
      }
    >
      {text}
    </Empty>
  )
}
