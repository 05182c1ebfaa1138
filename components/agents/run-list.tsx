import Link from 'next/link'
import { Credits } from '@/components/ui/amount'
import { formatDay, formatDays } from '@/components/ui/date'
import { Empty } from '@/components/ui/empty'
import type { AgentRunSummary } from '@/lib/ai/agent/messages'
import { microCredits } from '@/lib/credits/unit'

const states: Record<AgentRunSummary['status'], string> = {
  streaming: 'being written',
  complete: '',
  partial: 'not finished',
  failed: 'failed',
}

/** The reviews that were written, newest first. */
export function RunList({ runs }: { runs: AgentRunSummary[] }) {
  return (
    <section aria-labelledby="reviews" className="mt-14">
      <h2 id="reviews" className="mb-4 text-xl font-semibold">
        Earlier reviews
      </h2>
      {runs.length === 0 ? (
        <Empty title="No reviews yet">Each report is kept here with what it cost.</Empty>
      ) : (
        <ul className="border-t border-rule">
          {runs.map(({ id, from, to, createdAt, status, cost }) => (
            <li key={id} className="border-b border-rule">
              <Link
                href={`/agents/${id}`}
                className="grid grid-cols-[1fr_auto] gap-x-4 py-3 hover:bg-sunken sm:grid-cols-[1fr_10rem_8rem]"
              >
                <span className="font-medium">
                  {formatDays(from, to)}{' '}
                  {states[status] && (
                    <span className="text-sm font-normal text-soft">{states[status]}</span>
                  )}
                </span>
                <span className="text-sm text-soft max-sm:row-start-2">{formatDay(createdAt)}</span>
                <span className="text-right">
                  <Credits amount={microCredits(cost)} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
