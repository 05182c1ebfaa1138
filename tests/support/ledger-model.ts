import type { GrantKind } from '@/lib/credits'

/**
 * The ledger's rules once more, as plainly as possible and in memory: what the SQL functions must agree with. Times are
 * milliseconds, amounts micro-credits. `look` does what is due; like there, it comes before any movement and not before.
 */
type Bucket = {
  key: string
  kind: GrantKind
  remaining: number
  expiresAt: number
}
type Hold = {
  hash: string
  amount: number
  takenAt: number
  expiresAt: number
  state: 'held' | 'settled' | 'released' | 'expired'
}
type Allowance = {
  key: string
  amount: number
  cap: number
  /** Starts of its periods, in order. */
  starts: number[]
  end: number
  next: number
  activeSince: number
  paused: boolean
}

const day = 86_400_000
const order: GrantKind[] = ['promo', 'plan', 'manual', 'topup']
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)

export class LedgerModel {
  buckets: Bucket[] = []
  holds = new Map<string, Hold>()
  allowances: Allowance[] = []
  debt = 0
  frozen = false

  constructor(public now: number) {}

  get held(): number {
    return sum(this.#live().map((hold) => hold.amount))
  }

  get available(): number {
    return sum(this.buckets.map((bucket) => bucket.remaining)) - this.held
  }

  get balance() {
    const { available, held, debt, frozen } = this
    return { available, held, debt, frozen }
  }

  #live(): Hold[] {
    return [...this.holds.values()].filter((hold) => hold.state === 'held')
  }

  look(): void {
    const due = this.allowances
      .filter((allowance) => !allowance.paused)
      .flatMap((allowance) => {
        const n = allowance.starts.findLastIndex((start) => start <= this.now)
        if (n < allowance.next) return []
        const start = allowance.starts[n] ?? 0
        return [{ allowance, n, start, arrival: Math.max(start, allowance.activeSince) }]
      })
      .toSorted((a, b) => a.arrival - b.arrival)
    for (const { allowance, n, start, arrival } of due) {
      allowance.next = n + 1
      const expiresAt = (allowance.starts[n + 1] ?? allowance.end) + day
      if (expiresAt <= this.now) continue
      this.#expire(arrival)
      this.#supersede(start, arrival, expiresAt, allowance.cap)
      this.#put({
        key: `${allowance.key}/${n}`,
        kind: 'plan',
        remaining: allowance.amount,
        expiresAt,
      })
    }
    this.#expire(this.now)
  }

  #supersede(start: number, arrival: number, expiresAt: number, cap: number): void {
    let left = cap
    for (const bucket of this.buckets.toReversed()) {
      const over = bucket.expiresAt > arrival && bucket.expiresAt <= start + day
      if (bucket.kind !== 'plan' || bucket.remaining === 0 || !over) continue
      const before = bucket.remaining
      bucket.expiresAt = left > 0 ? expiresAt : arrival
      if (left > 0) bucket.remaining -= Math.min(this.available, Math.max(before - left, 0))
      left = Math.max(left - before, 0)
    }
    this.#expire(arrival)
  }

  #expire(at: number): void {
    let kept = 0
    for (const bucket of this.buckets
      .filter(({ expiresAt }) => expiresAt <= at)
      .toSorted((a, b) => a.expiresAt - b.expiresAt)) {
      const covered = sum(
        this.#live()
          .filter((hold) => hold.takenAt <= bucket.expiresAt)
          .map((hold) => hold.amount),
      )
      bucket.remaining = Math.min(bucket.remaining, Math.max(covered - kept, 0))
      kept += bucket.remaining
    }
  }

  #put(bucket: Bucket): void {
    const repaid = Math.min(this.debt, bucket.remaining)
    this.debt -= repaid
    this.buckets.push({ ...bucket, remaining: bucket.remaining - repaid })
  }

  grant(bucket: Bucket): 'granted' | 'replayed' {
    this.look()
    if (this.buckets.some(({ key }) => key === bucket.key)) return 'replayed'
    this.#put(bucket)
    this.look()
    return 'granted'
  }

  allow(allowance: Omit<Allowance, 'next' | 'activeSince' | 'paused'>): 'granted' | 'replayed' {
    this.look()
    if (this.allowances.some(({ key }) => key === allowance.key)) return 'replayed'
    this.allowances.push({ ...allowance, next: 0, activeSince: this.now, paused: false })
    this.look()
    return 'granted'
  }

  pause(key: string, paused: boolean): void {
    this.look()
    const allowance = this.allowances.find((one) => one.key === key)
    if (!allowance || allowance.paused === paused) return
    allowance.paused = paused
    if (!paused) allowance.activeSince = this.now
    this.look()
  }

  reserve(key: string, hash: string, amount: number, ttl: number): string {
    const known = this.holds.get(key)
    if (known) return known.hash === hash ? 'replayed' : 'conflict'
    this.look()
    if (this.frozen) return 'frozen'
    if (this.available < amount) return 'insufficient'
    const { now } = this
    this.holds.set(key, { hash, amount, takenAt: now, expiresAt: now + ttl, state: 'held' })
    return 'held'
  }

  settle(key: string, actual: number): 'settled' | 'replayed' | 'unknown' {
    const hold = this.holds.get(key)
    if (!hold) return 'unknown'
    if (hold.state === 'settled' || hold.state === 'released') return 'replayed'
    this.look()
    const held = hold.state === 'held' ? hold.amount : 0
    const paid = Math.min(actual, held + this.available)
    const inside = Math.min(paid, held)
    const kept = this.#burn(
      inside,
      this.buckets
        .filter(({ expiresAt }) => expiresAt <= this.now && expiresAt >= hold.takenAt)
        .toSorted((a, b) => a.expiresAt - b.expiresAt),
    )
    this.#burn(
      paid - kept,
      this.buckets
        .filter(({ expiresAt }) => expiresAt > this.now)
        .toSorted(
          (a, b) =>
            order.indexOf(a.kind) - order.indexOf(b.kind) ||
            (a.expiresAt === b.expiresAt ? 0 : a.expiresAt - b.expiresAt),
        ),
    )
    hold.state = 'settled'
    this.debt += actual - paid
    this.look()
    return 'settled'
  }

  #burn(amount: number, buckets: Bucket[]): number {
    let left = amount
    for (const bucket of buckets) {
      const take = Math.min(left, bucket.remaining)
      bucket.remaining -= take
      left -= take
    }
    return amount - left
  }

  release(key: string): 'released' | 'replayed' | 'unknown' {
    const hold = this.holds.get(key)
    if (!hold) return 'unknown'
    if (hold.state !== 'held') return 'replayed'
    this.look()
    hold.state = 'released'
    this.look()
    return 'released'
  }

  sweep(): void {
    for (const hold of this.#live().filter(({ expiresAt }) => expiresAt <= this.now)) {
      this.look()
      hold.state = 'expired'
      this.look()
    }
  }
}
