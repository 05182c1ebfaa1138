'use client'

import Link from 'next/link'
import type { Receipt } from '@/lib/billing/receipts'
import { Credits } from '@/components/ui/amount'
import { useBalance } from './balance-provider'
import { BucketList } from './bucket-list'
import { BucketMeter } from './bucket-meter'
import { ForecastLine } from './forecast-line'
import { NotCurrent } from './not-current'

/** The balance at the head of a page, with its buckets in burn order. It moves while it is looked at, as the header does. */
export function BalanceSection({ receipts }: { receipts: Record<string, Receipt> }) {
  const { balance, current } = useBalance()
  return (
    <section aria-label="Balance" className="border-t-2 border-ink pt-6">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 pb-5">
        <p>
          <span className="sr-only">Available: </span>
          <Credits
            amount={balance.available}
            className="inline-block pb-2 text-figure font-medium total"
          />
        </p>
        <p className="flex flex-wrap gap-x-4 text-sm text-soft">
          {!current && <NotCurrent />}
          {balance.overage.on && (
            <Link href="/billing#overage" className="underline underline-offset-4">
              Overage on
              {balance.overage.left > 0 && (
                <>
                  , <Credits amount={balance.overage.left} /> left of it
                </>
              )}
            </Link>
          )}
          {balance.held > 0 && (
            <span>
              <Credits amount={balance.held} /> held for an answer under way
            </span>
          )}
        </p>
      </div>
      <BucketMeter balance={balance} />
      <ForecastLine />
      {balance.buckets.length > 0 && <BucketList balance={balance} receipts={receipts} />}
    </section>
  )
}
