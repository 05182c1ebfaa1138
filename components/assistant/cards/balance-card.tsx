import { bucketColour } from '@/components/credits/bucket-colour'
import { Credits } from '@/components/ui/amount'
import { formatDay } from '@/components/ui/date'
import type { MicroCredits } from '@/lib/credits/unit'
import type { OutputOf } from './output'
import { Slip, SlipLine } from './slip'

type Output = OutputOf<'get_balance'>

const kinds: Record<Output['buckets'][number]['kind'], string> = {
  promo: 'Promotion',
  plan: 'Plan',
  topup: 'Top-up',
  manual: 'Given',
  overage: 'Overage',
}

const micro = ({ micro }: { micro: number }) => micro as MicroCredits

export function BalanceCard({ available, setAside, owed, forecast, buckets, overageLeft }: Output) {
  return (
    <Slip title="Available" figure={<Credits amount={micro(available)} />}>
      {buckets.length > 1 && <BucketBar buckets={buckets} />}
      <ul>
        {buckets.map((bucket, index) => (
          <SlipLine
            // oxlint-disable-next-line react/no-array-index-key -- a snapshot, never reordered
            key={index}
            what={
              <>
                {buckets.length > 1 && (
                  <span
                    aria-hidden="true"
                    className="mr-2 inline-block size-2.5 rounded-xs"
                    style={{ background: bucketColour(index) }}
                  />
                )}
                {kinds[bucket.kind]}
              </>
            }
            note={
              bucket.expires === 'never' ? 'does not expire' : `until ${formatDay(bucket.expires)}`
            }
          >
            <Credits amount={micro(bucket.remaining)} />
          </SlipLine>
        ))}
        {setAside.micro > 0 && (
          <SlipLine what="Set aside" note="for what runs now, this answer included">
            <Credits amount={micro(setAside)} />
          </SlipLine>
        )}
        {overageLeft && (
          <SlipLine what="Overage left" note="past these, on the next invoice">
            <Credits amount={micro(overageLeft)} />
          </SlipLine>
        )}
        {owed && (
          <SlipLine what="Owed" note="the next credits repay it first">
            <Credits amount={micro(owed)} className="text-danger" />
          </SlipLine>
        )}
        <Forecast forecast={forecast} />
      </ul>
    </Slip>
  )
}

/** The balance in burn order, from what goes first to what goes last. The lines below say the same. */
function BucketBar({ buckets }: Pick<Output, 'buckets'>) {
  return (
    <div aria-hidden="true" className="my-2 flex h-2 gap-px overflow-hidden rounded-xs">
      {buckets.map(({ remaining }, index) => (
        <div
          // oxlint-disable-next-line react/no-array-index-key -- a snapshot, never reordered
          key={index}
          className="min-w-1"
          style={{ flexGrow: remaining.micro, background: bucketColour(index) }}
        />
      ))}
    </div>
  )
}

function Forecast({ forecast }: Pick<Output, 'forecast'>) {
  if (forecast.outcome === 'unknown')
    return <SlipLine what="At this pace" note="not enough use yet to tell when they run out" />
  const [says, on] =
    forecast.outcome === 'runs_out'
      ? ['used up around', forecast.on]
      : ['lasts beyond', forecast.beyond]
  return (
    <SlipLine what="At this pace" note="by the use of the last 14 days">
      {says} <span className="num">{formatDay(on)}</span>
    </SlipLine>
  )
}
