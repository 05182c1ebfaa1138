'use client'

import { Pause, Play } from 'lucide-react'
import { useEffect, useReducer, useState } from 'react'
import { Meter } from '@/components/credits/meter'
import { Credits } from '@/components/ui/amount'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { useMedia } from '@/components/ui/use-media'
import { advance, openDemoAccount } from './demo-account'

const BEAT_MS = 1_700

/** The product's own meter and statement at work on an example account. Stands still for people who want less motion. */
export function HeroAccount() {
  const [account, next] = useReducer(advance, undefined, openDemoAccount)
  const still = useMedia('(prefers-reduced-motion: reduce)', true)
  const [choice, setChoice] = useState<boolean | null>(null)
  const playing = choice ?? !still

  useEffect(() => {
    if (!playing) return
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') next()
    }, BEAT_MS)
    return () => clearInterval(timer)
  }, [playing])

  const { balance, lines } = account
  return (
    <figure className="border-t-2 border-ink pt-4">
      <div className="flex items-center justify-between">
        <figcaption className="eyebrow">
          An example account, charged by the real price table
        </figcaption>
        <Button
          variant="ghost"
          size="icon"
          className="-my-2 -mr-2.5 text-soft"
          onClick={() => setChoice(!playing)}
          aria-label={playing ? 'Pause the example' : 'Play the example'}
        >
          {playing ? <Pause aria-hidden="true" /> : <Play aria-hidden="true" />}
        </Button>
      </div>
      <div className="mt-5 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <Credits
          amount={balance.available}
          className="inline-block pb-2 text-figure font-medium total"
        />
        <span className={cn('text-sm text-soft', balance.held === 0 && 'invisible')}>
          <Credits amount={balance.held} /> held
        </span>
      </div>
      <Meter balance={balance} size="large" className="mt-4" />
      <table className="mt-6 w-full table-fixed text-sm">
        <thead className="text-left text-xs text-soft">
          <tr>
            <th scope="col" className="pb-2 font-normal">
              What
            </th>
            <th scope="col" className="w-21 pb-2 text-right font-normal">
              Amount
            </th>
            <th scope="col" className="w-21 pb-2 text-right font-normal sm:w-24">
              Balance
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, index) => (
            <tr
              key={line.id}
              className={cn(
                'border-t border-rule align-top',
                index === 0 && 'animate-in duration-500 fade-in-0',
              )}
            >
              <td className="py-2 pr-3">
                <span className="block truncate">{line.what}</span>
                <span className="block truncate text-xs text-soft">{line.detail}</span>
              </td>
              <td className="py-2 text-right">
                <Credits amount={line.amount} signed bare aligned />
              </td>
              <td className="py-2 text-right text-soft">
                <Credits amount={line.balance} bare aligned />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  )
}
