import type { DrawnBalance } from '@/lib/balance-view'
import { bucketColour } from './bucket-colour'
import { bucketSegments, meterText } from './segments'

/** The meter, large, cut into its buckets in burn order; what is held is hatched, from the bucket it will be taken from. */
export function BucketMeter({ balance }: { balance: DrawnBalance }) {
  return (
    <div className="flex h-4 w-full overflow-hidden rounded-xs bg-rule">
      <span className="sr-only">{meterText(balance)}</span>
      {bucketSegments(balance).map(({ id, index, held, free }) => (
        <div
          key={id}
          className="flex shrink-0 border-r border-paper last:border-0"
          style={{ width: `${held + free}%` }}
        >
          {held > 0 && (
            <div
              className="h-full hatched"
              style={{ width: `${(held / (held + free)) * 100}%`, color: bucketColour(index) }}
            />
          )}
          <div
            className="h-full flex-1"
            style={free > 0 ? { background: bucketColour(index) } : undefined}
          />
        </div>
      ))}
    </div>
  )
}
