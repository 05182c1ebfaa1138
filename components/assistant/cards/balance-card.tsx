import { Credits } from '@/components/ui/amount'
import { formatDay } from '@/components/ui/date'
import type { AssistantMessage } from '@/lib/ai/messages'
import type { MicroCredits } from '@/lib/credits/unit'
import type { OutputOf } from './output'
import { Slip, SlipLine } from './slip'

const kinds = {
  promo: 'Promotion',
  plan: 'Plan',
  topup: 'Top-up',
  manual: 'Given',
  overage: 'Overage',
}

export function BalanceCard({
  available,
  setAside,
  owed,
  buckets,
}: OutputOf<AssistantMessage, 'get_balance'>) {
  return (
    <Slip title="Available" figure={<Credits amount={available.micro as MicroCredits} />}>
      <ul>
        {buckets.map((bucket, index) => (
          <SlipLine
            // oxlint-disable-next-line react/no-array-index-key -- a snapshot, never reordered
            key={index}
            what={kinds[bucket.kind]}
            note={
              bucket.expires === 'never' ? 'does not expire' : `until ${formatDay(bucket.expires)}`
            }
          >
            <Credits amount={bucket.remaining.micro as MicroCredits} />
          </SlipLine>
        ))}
        {setAside.micro > 0 && (
          <SlipLine what="Set aside" note="for what runs now, this answer included">
            <Credits amount={setAside.micro as MicroCredits} />
          </SlipLine>
        )}
        {owed && (
          <SlipLine what="Owed" note="the next credits repay it first">
            <Credits amount={owed.micro as MicroCredits} className="text-danger" />
          </SlipLine>
        )}
      </ul>
    </Slip>
  )
}
