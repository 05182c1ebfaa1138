import type { Balance, Bucket } from '@/lib/credits'
import { microCredits, type MicroCredits } from '@/lib/credits/unit'

/** What is left of overage: credits that are not paid for yet, but come on the next invoice. */
export const overageLeft = (buckets: readonly Bucket[]): MicroCredits =>
  microCredits(
    buckets
      .filter(({ kind }) => kind === 'overage')
      .reduce((sum, { remaining }) => sum + remaining, 0),
  )

/** What may be spent of credits that are the user's own. Overage burns last, so what is held comes out of these first. */
export const ownAvailable = ({
  available,
  buckets,
}: Pick<Balance, 'available'> & { buckets: readonly Bucket[] }): MicroCredits =>
  microCredits(Math.max(0, available - overageLeft(buckets)))
