import Link from 'next/link'
import { Credits } from '@/components/ui/amount'
import { formatDay } from '@/components/ui/date'
import { models, type ModelId } from '@/lib/catalogue'
import type { MicroCredits } from '@/lib/credits/unit'
import { operationName } from '@/lib/operation-name'
import type { OutputOf } from './output'
import { Slip, SlipNote, linkStyle } from './slip'
import { SpendingBars } from './spending-bars'
import { SpendingDays } from './spending-days'

type Output = OutputOf<'get_spending'>

const headings: Record<Output['by'], string> = {
  operation: 'Spent, by what it was for',
  model: 'Spent, by model',
  day: 'Spent, by day',
}

const modelName = (key: string) => (Object.hasOwn(models, key) ? models[key as ModelId].name : key)

export function SpendingCard({ by, from, to, total, parts }: Output) {
  const nameOf = by === 'model' ? modelName : operationName
  const span = from === to ? formatDay(from) : `${formatDay(from)} to ${formatDay(to)}`
  return (
    <Slip title={headings[by]} figure={<Credits amount={total.micro as MicroCredits} />}>
      {parts.length === 0 ? (
        <p className="py-2 text-soft">Nothing was spent.</p>
      ) : by === 'day' ? (
        <SpendingDays from={from} to={to} parts={parts} caption={`Credits spent, ${span}`} />
      ) : (
        <SpendingBars
          caption={`Credits spent, ${span}`}
          parts={parts.map((part) => ({
            name: part.key === null ? 'Other' : nameOf(part.key),
            micro: part.spent.micro,
            requests: part.requests,
          }))}
        />
      )}
      <SlipNote>
        {span}.{' '}
        <Link href={`/usage?from=${from}&to=${to}`} className={linkStyle}>
          Each line of it
        </Link>
      </SlipNote>
    </Slip>
  )
}
