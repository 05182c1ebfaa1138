import type { Metadata } from 'next'
import Link from 'next/link'
import { BalanceSection } from '@/components/credits/balance-section'
import { BalanceSync } from '@/components/credits/balance-sync'
import { Statement } from '@/components/credits/statement'
import { Button } from '@/components/ui/button'
import { Empty } from '@/components/ui/empty'
import { PageHeader } from '@/components/ui/page-header'
import { requireUser } from '@/lib/auth'
import { readUsage } from '@/lib/usage'

export const metadata: Metadata = { title: 'Usage' }

const LINES = 25

export default async function UsagePage({ searchParams }: PageProps<'/usage'>) {
  const user = await requireUser('/usage')
  const { before } = await searchParams
  const cursor = typeof before === 'string' ? before : undefined
  const { balance, lines, receipts, nextCursor } = await readUsage(user.id, {
    cursor,
    limit: LINES,
  })
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
        <h2 id="statement" className="mb-5 text-xl font-semibold">
          Statement
        </h2>
        {lines.length > 0 ? (
          <Statement lines={lines} receipts={receipts} />
        ) : (
          <Empty
            title={cursor ? 'Nothing older' : 'Nothing has moved yet'}
            action={
              <Button asChild variant="secondary">
                {cursor ? (
                  <Link href="/usage">To the newest</Link>
                ) : (
                  <Link href="/assistant">Ask the assistant something</Link>
                )}
              </Button>
            }
          >
            {cursor
              ? 'The statement begins after this.'
              : 'Each message and each payment will be a line here, with what it was for.'}
          </Empty>
        )}
        <nav aria-label="Pages of the statement" className="mt-5 flex justify-between gap-4">
          {cursor ? (
            <Button asChild variant="ghost" size="sm">
              <Link href="/usage">Newest</Link>
            </Button>
          ) : (
            <span />
          )}
          {nextCursor && (
            <Button asChild variant="secondary" size="sm">
              <Link href={`/usage?before=${nextCursor}`}>Older</Link>
            </Button>
          )}
        </nav>
      </section>
    </div>
  )
}
