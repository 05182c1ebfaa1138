import type { BalanceView } from '@/lib/balance-view'
import type { Receipt } from '@/lib/billing/receipts'
import type { Bucket } from '@/lib/credits'
import { unit } from '@/lib/credits/format'
import { lastsUntil } from '@/lib/credits/lasts-until'
import { Credits } from '@/components/ui/amount'
import { Badge } from '@/components/ui/badge'
import { formatDay } from '@/components/ui/date'
import { bucketColour } from './bucket-colour'
import { ReceiptLink } from './receipt-link'
import { kindNotes } from './words'

type BucketListProps = { balance: BalanceView; receipts: Record<string, Receipt> }

/** What is used next, and then, in the order they burn. */
const turn = (place: number) => (place === 0 ? 'used next' : `used ${ordinal(place + 1)}`)

const suffixes: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' }
const rules = new Intl.PluralRules('en', { type: 'ordinal' })
const ordinal = (place: number) => `${place}${suffixes[rules.select(place)] ?? 'th'}`

/** ISO 8601 in UTC sorts as text; what stays comes last. */
const expiryOf = (bucket: Bucket) => lastsUntil(bucket) ?? '9'

/**
 * The buckets behind the meter, the first to expire first: where each came from, what is left, until when, and its turn: that
 * need not be the same order, since promotions and plan credits are used before what was bought.
 */
export function BucketList({ balance, receipts }: BucketListProps) {
  const soonestFirst = balance.buckets
    .map((bucket, index) => ({ bucket, index }))
    .toSorted(
      (a, b) =>
        Number(expiryOf(a.bucket) > expiryOf(b.bucket)) -
        Number(expiryOf(a.bucket) < expiryOf(b.bucket)),
    )
  return (
    <ol className="mt-5 border-t border-rule sm:grid sm:grid-cols-[0.75rem_1fr_auto_auto]">
      {soonestFirst.map(({ bucket, index }) => {
        const receipt = bucket.paidBy ? receipts[bucket.paidBy] : undefined
        const until = lastsUntil(bucket)
        return (
          <li
            key={bucket.id}
            className="grid grid-cols-[1.5rem_1fr_auto] items-baseline gap-x-2 border-b border-rule py-2.5 sm:col-span-full sm:grid-cols-subgrid sm:gap-x-4"
          >
            <span
              aria-hidden="true"
              className="size-3 self-center rounded-xs max-sm:row-start-1"
              style={{ background: bucketColour(index) }}
            />
            <span className="col-span-2 min-w-0 sm:col-span-1">
              <span className="mr-2">{bucket.reason}</span>
              <span className="text-sm whitespace-nowrap text-soft">
                {kindNotes[bucket.kind]}
                {receipt && <ReceiptLink receipt={receipt} />}
              </span>{' '}
              {balance.buckets.length > 1 && (
                <Badge tone={index === 0 ? 'accent' : 'neutral'}>{turn(index)}</Badge>
              )}
            </span>
            <span className="col-start-2 row-start-2 text-sm whitespace-nowrap text-soft sm:col-start-3 sm:row-start-1 sm:text-right">
              {until ? `until ${formatDay(until)}` : 'until spent'}
            </span>
            <span className="text-right whitespace-nowrap max-sm:col-start-3 max-sm:row-start-2 max-sm:text-sm sm:col-start-4">
              <Credits amount={bucket.remaining} bare />
              <span className="text-soft">
                {' of '}
                <Credits amount={bucket.granted} bare />
                <span className="num text-[0.8em] max-sm:hidden"> {unit.short}</span>
              </span>
            </span>
          </li>
        )
      })}
    </ol>
  )
}
