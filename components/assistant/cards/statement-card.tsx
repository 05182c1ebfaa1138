import Link from 'next/link'
import { Credits } from '@/components/ui/amount'
import { formatDay } from '@/components/ui/date'
import type { MicroCredits } from '@/lib/credits/unit'
import type { OutputOf } from './output'
import { Slip, SlipLine, linkStyle } from './slip'

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

export function StatementCard({ lines }: OutputOf<'get_statement'>) {
  return (
    <Slip
      title="Latest lines of your statement"
      figure={
        <Link href="/usage" className={`text-sm ${linkStyle}`}>
          All
        </Link>
      }
    >
      {lines.length === 0 ? (
        <p className="py-2 text-soft">Nothing yet.</p>
      ) : (
        <ul>
          {lines.map((line, index) => (
            <SlipLine
              // oxlint-disable-next-line react/no-array-index-key -- a snapshot, never reordered
              key={index}
              what={line.reason ? `${capital(line.what)}: ${line.reason.quoted}` : line.what}
              note={formatDay(line.date)}
            >
              <Credits amount={line.amount.micro as MicroCredits} signed />
            </SlipLine>
          ))}
        </ul>
      )}
    </Slip>
  )
}
