'use client'

import Link from 'next/link'
import { Credits } from '@/components/ui/amount'
import { Button } from '@/components/ui/button'
import { useBalance } from './balance-provider'
import { BucketMeter } from './bucket-meter'
import { ForecastLine } from './forecast-line'
import { NotCurrent } from './not-current'

/** What is there and for how long, on pages that are about something else; the buckets one by one are on the usage page. */
export function BalanceSummary() {
  const { balance, current } = useBalance()
  return (
    <>
      <p className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4">
        <Credits amount={balance.available} className="text-xl font-medium" />
        <span className="flex gap-x-4 text-sm text-soft">
          {!current && <NotCurrent />}
          <Button asChild variant="link" size="sm">
            <Link href="/usage">Every credit explained</Link>
          </Button>
        </span>
      </p>
      <BucketMeter balance={balance} />
      <ForecastLine />
    </>
  )
}
