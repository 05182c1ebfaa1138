import Link from 'next/link'
import { Money } from '@/components/ui/amount'
import { Button } from '@/components/ui/button'
import { packKeys, packs } from '@/lib/catalogue'
import { creditsInWords, formatCredits, unit } from '@/lib/credits/format'
import { credits as wholeCredits } from '@/lib/credits/unit'
import { CheckoutButton } from './checkout-button'

/** The packs, one a line: how many, for how much, what that makes for a hundred. */
export function PackList({ signedIn }: { signedIn: boolean }) {
  return (
    <ul className="border-t border-rule">
      {packKeys.map((key) => {
        const { credits, unitAmount } = packs[key]
        return (
          <li
            key={key}
            className="grid grid-cols-[1fr_auto_auto] items-center gap-x-4 border-b border-rule py-3 sm:grid-cols-[1fr_9rem_6rem_auto] sm:gap-x-6"
          >
            <span>
              <span className="num text-lg">{formatCredits(wholeCredits(credits))}</span>
              <span className="text-soft"> {unit.word}</span>
            </span>
            <span className="text-right text-sm text-soft max-sm:hidden">
              <Money minor={Math.round((unitAmount * 100) / credits)} /> for{' '}
              {formatCredits(wholeCredits(100))}
            </span>
            <Money minor={unitAmount} className="text-right text-lg" />
            {signedIn ? (
              <CheckoutButton
                item={{ kind: 'topup', pack: key }}
                label={`Buy ${creditsInWords(wholeCredits(credits))}`}
                variant="secondary"
                size="sm"
              >
                Buy
              </CheckoutButton>
            ) : (
              <Button asChild variant="secondary" size="sm">
                <Link
                  href="/sign-in?next=%2Fbilling%23buy"
                  aria-label={`Buy ${creditsInWords(wholeCredits(credits))}`}
                >
                  Buy
                </Link>
              </Button>
            )}
          </li>
        )
      })}
    </ul>
  )
}
