import { Credits, Money } from '@/components/ui/amount'
import type { MicroCredits } from '@/lib/credits/unit'

type Props = {
  /** Money in the smallest unit, credits in micro-credits. */
  priceMinor: number
  credits: MicroCredits
  threshold: MicroCredits
  capMinor: number
}

/** What is agreed to with automatic top-ups, in full: the same words wherever it is. */
export function AutoTopUpConsent({ priceMinor, credits, threshold, capMinor }: Props) {
  return (
    <>
      I agree that the card I have kept is charged <Money minor={priceMinor} /> for{' '}
      <Credits amount={credits} /> each time I have less than <Credits amount={threshold} />,
      without asking me again, and at most <Money minor={capMinor} /> in a calendar month. A card I
      pay a top-up with is kept for this. I can turn it off at any time.
    </>
  )
}
