import type { StatementLine } from '@/lib/credits'
import type { Receipt } from '@/lib/billing/receipts'
import { ChevronRight } from 'lucide-react'
import { Credits } from '@/components/ui/amount'
import { unit } from '@/lib/credits/format'
import { formatDay, formatShortDay } from '@/components/ui/date'
import { LineDetail } from './line-detail'
import { lineNote, lineTitle } from './words'

type StatementProps = {
  lines: StatementLine[]
  receipts: Record<string, Receipt>
  /** What was asked for is the lines themselves: they are shown opened. */
  open?: boolean
}

/** Columns of a line from tablets up; on a phone what and amount stand over date and balance. */
const columns =
  'grid grid-cols-[1fr_auto] gap-x-4 md:grid-cols-[1rem_7rem_1fr_8.5rem_8.5rem] md:items-baseline'

/** Like a bank's: date, what, amount, balance; a line opens in place into what it is made of. */
export function Statement({ lines, receipts, open = false }: StatementProps) {
  return (
    <>
      <div
        aria-hidden="true"
        className={`${columns} border-b border-rule pb-2 text-xs text-soft max-md:hidden`}
      >
        <span className="col-start-2">Date</span>
        <span>What</span>
        <span className="text-right">Amount, {unit.short}</span>
        <span className="text-right">Balance, {unit.short}</span>
      </div>
      <ul id="statement-lines">
        {lines.map((line) => (
          <li key={line.seq} className="border-b border-rule">
            <details className="group" open={open}>
              <summary
                className={`${columns} list-none py-2.5 hover:bg-sunken [&::-webkit-details-marker]:hidden`}
              >
                <ChevronRight
                  aria-hidden="true"
                  className="size-3.5 self-center text-soft transition-transform group-open:rotate-90 max-md:hidden"
                />
                <span className="text-sm text-soft max-md:row-start-2">
                  <span className="md:hidden">{formatShortDay(line.at)}</span>
                  <span className="max-md:hidden">{formatDay(line.at)}</span>
                </span>
                <span className="min-w-0 truncate max-md:row-start-1">
                  {lineTitle(line)} <span className="ml-1 text-sm text-soft">{lineNote(line)}</span>
                </span>
                <span className="text-right max-md:row-start-1">
                  <Credits amount={line.delta} signed bare aligned />
                </span>
                <span className="text-right text-soft max-md:row-start-2 max-md:text-sm">
                  <span className="sr-only">balance </span>
                  <Credits amount={line.balanceAfter} bare aligned />
                </span>
              </summary>
              <LineDetail line={line} receipts={receipts} />
            </details>
          </li>
        ))}
      </ul>
    </>
  )
}
