import type { GrantKind } from '@/lib/credits'

/** The buckets of `LedgerModel` and what moves them. Every movement is booked: one entry, one number. */
export type ModelBucket = {
  key: string
  kind: GrantKind
  granted: number
  remaining: number
  expired: number
  /** How much was asked back in all; of that, taken out of the bucket, and gone into debt. The rest had expired. */
  reversed: number
  clawedBack: number
  indebted: number
  expiresAt: number
}
type Hold = { hash: string; amount: number; takenAt: number; expiresAt: number }

const day = 86_400_000
const order: GrantKind[] = ['promo', 'plan', 'manual', 'topup']
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)

export class ModelBuckets {
  buckets: ModelBucket[] = []
  holds = new Map<string, Hold>()
  debt = 0
  seq = 0
  lowMark = -1
  /** As in the account: 1 from the entry that crossed the mark until somebody was told, then 2. */
  low: 0 | 1 | 2 = 0

  constructor(public now: number) {}

  get held(): number {
    return sum([...this.holds.values()].map((hold) => hold.amount))
  }

  get available(): number {
    return sum(this.buckets.map((bucket) => bucket.remaining)) - this.held
  }

  protected find(key: string): ModelBucket | undefined {
    return this.buckets.find((bucket) => bucket.key === key)
  }

  protected book(): void {
    this.seq += 1
    this.#crossing()
  }

  #crossing(): void {
    if (this.available + this.held > this.lowMark) this.low = 0
    else if (this.low === 0) this.low = 1
  }

  protected setMark(monthly: number): void {
    this.lowMark = Math.floor(monthly / 5)
    this.#crossing()
  }

  protected expire(at: number): void {
    let kept = 0
    let gone = 0
    for (const bucket of this.buckets
      .filter(({ expiresAt, remaining }) => expiresAt <= at && remaining > 0)
      .toSorted((a, b) => a.expiresAt - b.expiresAt)) {
      const covered = sum(
        [...this.holds.values()]
          .filter((hold) => hold.takenAt <= bucket.expiresAt)
          .map((hold) => hold.amount),
      )
      const keep = Math.min(bucket.remaining, Math.max(covered - kept, 0))
      kept += keep
      gone += bucket.remaining - keep
      bucket.expired += bucket.remaining - keep
      bucket.remaining = keep
    }
    if (gone > 0) this.book()
  }

  protected put({
    amount,
    ...bucket
  }: Pick<ModelBucket, 'key' | 'kind' | 'expiresAt'> & { amount: number }): void {
    const untouched = { expired: 0, reversed: 0, clawedBack: 0, indebted: 0 }
    const opened = { ...bucket, ...untouched, granted: amount, remaining: amount }
    this.buckets.push(opened)
    this.book()
    const repaid = Math.min(this.debt, amount)
    if (repaid === 0) return
    this.debt -= repaid
    opened.remaining -= repaid
    this.book()
  }

  /** What may be burned now, in burn order. */
  protected get burnable(): ModelBucket[] {
    return this.buckets
      .filter(({ expiresAt }) => expiresAt > this.now)
      .toSorted(
        (a, b) =>
          order.indexOf(a.kind) - order.indexOf(b.kind) ||
          (a.expiresAt === b.expiresAt ? 0 : a.expiresAt - b.expiresAt),
      )
  }

  /** What expired since a hold was taken and is only there for such holds. */
  protected keptFor(takenAt: number): ModelBucket[] {
    return this.buckets
      .filter(({ expiresAt }) => expiresAt <= this.now && expiresAt >= takenAt)
      .toSorted((a, b) => a.expiresAt - b.expiresAt)
  }

  protected burn(amount: number, buckets: ModelBucket[]): number {
    let left = amount
    for (const bucket of buckets) {
      const take = Math.min(left, bucket.remaining)
      bucket.remaining -= take
      left -= take
    }
    return amount - left
  }

  /** Asked back beyond what was before: what is there goes, what had expired costs nobody, what was spent is owed. */
  protected clawBack(bucket: ModelBucket, target: number): void {
    const change = target - bucket.reversed
    const expiredAndReversed = bucket.reversed - bucket.clawedBack - bucket.indebted
    const own = Math.min(change, bucket.remaining, this.available)
    const owed = Math.max(change - own - (bucket.expired - expiredAndReversed), 0)
    bucket.remaining -= own
    bucket.clawedBack += own
    bucket.indebted += owed
    bucket.reversed = target
    this.debt += owed
    this.book()
  }

  /** Given back: the debt first; then what had expired, which gives nothing; then what was taken. */
  protected reinstate(bucket: ModelBucket, target: number): void {
    const change = bucket.reversed - target
    const expiredAndReversed = bucket.reversed - bucket.clawedBack - bucket.indebted
    const forgiven = Math.min(change, bucket.indebted)
    const own = Math.max(change - forgiven - expiredAndReversed, 0)
    const repaidMeanwhile = Math.max(forgiven - this.debt, 0)
    const month = this.now + 30 * day
    const { key, kind, expiresAt } = bucket
    bucket.remaining += own
    bucket.clawedBack -= own
    bucket.indebted -= forgiven
    bucket.reversed = target
    if (own > 0 && expiresAt <= this.now) bucket.expiresAt = month
    this.debt -= forgiven - repaidMeanwhile
    this.book()
    if (repaidMeanwhile > 0)
      this.put({
        key: `${key}/reinstated/${this.seq + 1}`,
        kind,
        amount: repaidMeanwhile,
        expiresAt: Math.max(expiresAt, month),
      })
  }
}
