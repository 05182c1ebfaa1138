import 'server-only'
import type { Db } from '@/lib/db'
import { lockRights, reverse, withhold, type MonthlyRight } from './ledger'
import { microCredits, type MicroCredits } from './unit'

export type PaymentReversal = {
  userId: string
  /** What everything in question was paid by. */
  paidBy: string
  /** How much of the money is returned in all, of how much. The credits follow in this proportion, rounded down. */
  returned: bigint
  of: bigint
  /** By source key: what was asked back of a grant for other reasons. It comes before, and stays. */
  besides: ReadonlyMap<string, bigint>
  detail?: Record<string, unknown>
  at?: Date
}

type Bucket = { sourceKey: string; granted: bigint; reversed: bigint }

/** Everything of one payment: buckets by their source key, without those in which undone debt came back. */
async function bucketsOf(db: Db, userId: string, paidBy: string): Promise<Map<string, Bucket>> {
  const grants = await db.creditGrant.findMany({
    where: { userId, paidBy, NOT: { sourceKey: { contains: '/reinstated/' } } },
    select: { sourceKey: true, granted: true, reversed: true },
  })
  return new Map(grants.map((bucket) => [bucket.sourceKey, bucket]))
}

const least = (a: bigint, b: bigint) => (a < b ? a : b)

/**
 * Takes back of everything that a payment bought the part whose money was returned: a target, so the same again moves
 * nothing, and less returned than before gives back. Of monthly credits the months to come go first, then the running one,
 * then those before; of a month that passed ungranted nothing is left to take. Answers what the payment bought and how much
 * of it is taken back in all.
 */
export async function reversePayment(
  db: Db,
  { userId, paidBy, returned, of, besides, detail, at }: PaymentReversal,
): Promise<{ bought: MicroCredits; taken: MicroCredits; moved: boolean }> {
  const rights = await lockRights(db, { userId, paidBy, at })
  const buckets = await bucketsOf(db, userId, paidBy)
  const part = (bought: bigint) => (of > 0n ? (bought * least(returned, of)) / of : 0n)
  const done = { bought: 0n, taken: 0n, moved: false }

  const moveTo = async (bucket: Bucket, asked: bigint) => {
    const before = least(besides.get(bucket.sourceKey) ?? 0n, bucket.granted)
    const taken = least(asked, bucket.granted - before)
    if (bucket.reversed !== before + taken) {
      const target = microCredits(before + taken)
      await reverse(db, { userId, sourceKey: bucket.sourceKey, target, detail, at })
      done.moved = true
    }
    return taken
  }

  const reverseMonths = async (right: MonthlyRight) => {
    const { sourceKey, amount, months, nextPeriod } = right
    let left = part(amount * BigInt(months))
    done.bought += amount * BigInt(months)
    done.taken += left
    let withheld = 0n
    for (let month = months - 1; month >= 0; month -= 1) {
      const key = `${sourceKey}/${month}`
      const bucket = buckets.get(key)
      buckets.delete(key)
      const asked = least(left, amount)
      if (!bucket && month >= nextPeriod) withheld += asked
      left -= bucket ? await moveTo(bucket, asked) : asked
    }
    if (withheld === right.withheld) return
    await withhold(db, { userId, sourceKey, amount: microCredits(withheld), at })
    done.moved = true
  }

  for (const right of rights) await reverseMonths(right)
  for (const bucket of buckets.values()) {
    done.bought += bucket.granted
    done.taken += await moveTo(bucket, part(bucket.granted))
  }
  return { ...done, bought: microCredits(done.bought), taken: microCredits(done.taken) }
}
