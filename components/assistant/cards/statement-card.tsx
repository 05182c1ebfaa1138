import Link from 'next/link'
import { Credits } from '@/components/ui/amount'
import { formatDay } from '@/components/ui/date'
import type { AssistantMessage } from '@/lib/ai/messages'
import type { MicroCredits } from '@/lib/credits/unit'
import type { OutputOf } from './output'
import { Slip, SlipLine } from './slip'

export function StatementCard({ lines }: OutputOf<AssistantMessage, 'get_statement'>) {
  return (
    <Slip
      title="Latest lines of your statement"
      figure={
        <Link href="/usage" className="text-sm text-accent underline underline-offset-4">
          All
        </Link>
      }
    >
      {lines.length === 0 ? (
        <p className="py-2 text-soft">Nothing yet.</p>
      ) : (
        <ul>
          {lines.map((line, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- a snapshot, never reordered
            <SlipLine key={index} what={line.what} note={formatDay(line.date)}>
              <Credits amount={line.amount.micro as MicroCredits} signed />
            </SlipLine>
          ))}
        </ul>
      )}
    </Slip>
  )
}
