'use client'

import { usePathname } from 'next/navigation'
import { useState } from 'react'
import { useExpectPayment } from '@/components/credits/balance-provider'
import { Money } from '@/components/ui/amount'
import { Button } from '@/components/ui/button'
import { toastError } from '@/components/ui/toaster'
import { startCheckoutAction } from '@/lib/billing/actions'
import { packKeys, packs, type PackKey } from '@/lib/catalogue'
import { creditsInWords, formatCredits, unit } from '@/lib/credits/format'
import { credits as wholeCredits } from '@/lib/credits/unit'
import { rememberUnsent } from './use-draft'

/**
 * The packs, each a line with its button. A click, and only a click, starts the checkout; the server gets the pack's key
 * and knows its price itself.
 */
export function BuyPack({ suggested, returnTo }: { suggested?: PackKey; returnTo?: string }) {
  const [pending, setPending] = useState<PackKey>()
  const here = usePathname()
  const expectPayment = useExpectPayment()

  const buy = async (pack: PackKey) => {
    setPending(pack)
    const state = await startCheckoutAction({ kind: 'topup', pack })
    if (state.status === 'ok') {
      rememberUnsent(returnTo ?? here)
      expectPayment()
      window.location.assign(state.data.url)
      return
    }
    setPending(undefined)
    if (state.status === 'error') void toastError(state.message)
  }

  return (
    <ul>
      {packKeys.map((key) => {
        const { credits, unitAmount } = packs[key]
        return (
          <li
            key={key}
            className="flex items-center gap-4 border-t border-rule py-2 first:border-t-0"
          >
            <span className="min-w-0 flex-1">
              <span className="num">{formatCredits(wholeCredits(credits))}</span>
              <span className="text-soft"> {unit.word}</span>
              {key === suggested && <span className="ml-2 text-sm text-accent">fits best</span>}
            </span>
            <Money minor={unitAmount} />
            <Button
              size="sm"
              className="w-15"
              variant={key === (suggested ?? 'small') ? 'primary' : 'secondary'}
              aria-label={`Buy ${creditsInWords(wholeCredits(credits))}`}
              pending={pending === key}
              disabled={pending !== undefined}
              onClick={() => void buy(key)}
            >
              Buy
            </Button>
          </li>
        )
      })}
    </ul>
  )
}
