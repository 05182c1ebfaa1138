import type { GrantKind, HoldState } from '@/lib/credits'
import { ModelBuckets } from './ledger-model-buckets'

/**
 * The ledger's rules once more, as plainly as possible and in memory: what the SQL functions must agree with, entry for
 * entry. Times are milliseconds, amounts micro-credits. `look` does what is due; like there, it comes before any movement and
 * not before, and a replay moves nothing.
 */
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
type Ended = { hash: string; state: Exclude<HoldState, 'held'>; captured: number | null }

const day = 86_400_000

export class LedgerModel extends ModelBuckets {
  ended = new Map<string, Ended>()
  allowances: Allowance[] = []
  /** Why it may not spend. */
  causes = new Set<string>()
  /** What the last `reverse` did to the balance and to the debt. */
  lastReversal: [number, number] = [0, 0]

  get frozen(): boolean {
    return this.causes.size > 0
  }

  freeze(cause: string, frozen: boolean): void {
    if (frozen) this.causes.add(cause)
    else this.causes.delete(cause)
  }

  get balance() {
    const { available, held, debt, seq, frozen } = this
    return { available, held, debt, seq, low: this.low > 0, frozen }
  }

  /** The next moment at which something changes by itself. */
  get dueAt(): number {
    return Math.min(
      ...this.buckets.filter(({ remaining }) => remaining > 0).map(({ expiresAt }) => expiresAt),
      ...this.allowances
        .filter(({ paused }) => !paused)
        .map(({ starts, next }) => starts[next] ?? Infinity),
    )
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
      this.expire(arrival)
      this.#supersede(start, arrival, expiresAt, allowance.cap)
      this.setMark(allowance.amount)
      this.put({ key: `${allowance.key}/${n}`, kind: 'plan', amount: allowance.amount, expiresAt })
    }
    this.expire(this.now)
  }

  #supersede(start: number, arrival: number, expiresAt: number, cap: number): void {
    let left = cap
    for (const bucket of this.buckets.toReversed()) {
      const over = bucket.expiresAt > arrival && bucket.expiresAt <= start + day
      if (bucket.kind !== 'plan' || bucket.remaining === 0 || !over) continue
      const before = bucket.remaining
      bucket.expiresAt = left > 0 ? expiresAt : arrival
      const excess = left > 0 ? Math.min(this.available, Math.max(before - left, 0)) : 0
      bucket.remaining -= excess
      bucket.expired += excess
      if (excess > 0) this.book()
      left = Math.max(left - before, 0)
    }
    this.expire(arrival)
  }

  grant(bucket: { key: string; kind: GrantKind; amount: number; expiresAt: number }) {
    this.look()
    if (this.find(bucket.key)) return 'replayed'
    this.put(bucket)
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
    if (!allowance) return
    if (allowance.paused !== paused && !paused) allowance.activeSince = this.now
    allowance.paused = paused
    if (!paused) this.setMark(allowance.amount)
    this.look()
  }

  reserve(key: string, hash: string, amount: number, ttl: number): string {
    const known = this.holds.get(key) ?? this.ended.get(key)
    if (known) return known.hash === hash ? 'replayed' : 'conflict'
    const refused = this.#refuses(amount)
    if (refused) return refused
    this.holds.set(key, { hash, amount, takenAt: this.now, expiresAt: this.now + ttl })
    return 'held'
  }

  charge(key: string, hash: string, amount: number): string {
    const ended = this.ended.get(key)
    if (ended?.state === 'settled') return ended.hash === hash ? 'replayed' : 'conflict'
    const refused = this.#refuses(amount)
    if (refused) return refused
    this.burn(amount, this.burnable)
    this.ended.set(key, { hash, state: 'settled', captured: amount })
    this.book()
    return 'charged'
  }

  #refuses(amount: number): 'frozen' | 'insufficient' | undefined {
    this.look()
    if (this.frozen) return 'frozen'
    return this.available < amount ? 'insufficient' : undefined
  }

  renew(key: string, ttl: number): number | null {
    const hold = this.holds.get(key)
    if (!hold) return null
    hold.expiresAt = Math.max(hold.expiresAt, this.now + ttl)
    return hold.expiresAt
  }

  settle(key: string, actual: number): 'settled' | 'replayed' | 'unknown' {
    const hold = this.holds.get(key)
    const ended = this.ended.get(key)
    const hash = (hold ?? ended)?.hash
    if (hash === undefined) return 'unknown'
    if (!hold && ended?.state !== 'lapsed') return 'replayed'
    this.look()
    const held = hold?.amount ?? 0
    const paid = Math.min(actual, held + this.available)
    const kept = hold ? this.burn(Math.min(paid, held), this.keptFor(hold.takenAt)) : 0
    this.burn(paid - kept, this.burnable)
    this.debt += actual - paid
    this.#end(key, { hash, state: 'settled', captured: actual })
    return 'settled'
  }

  release(key: string): 'released' | 'replayed' | 'unknown' {
    const hold = this.holds.get(key)
    if (!hold) return this.ended.has(key) ? 'replayed' : 'unknown'
    this.look()
    this.#end(key, { hash: hold.hash, state: 'released', captured: null })
    return 'released'
  }

  /** Ends an operation with an entry; what was kept only for its hold expires. */
  #end(key: string, how: Ended): void {
    this.holds.delete(key)
    this.ended.set(key, how)
    this.book()
    this.look()
  }

  sweep(): number {
    const due = [...this.holds]
      .filter(([, { expiresAt }]) => expiresAt <= this.now)
      .toSorted(([, a], [, b]) => a.expiresAt - b.expiresAt)
    for (const [key, { hash }] of due) {
      this.look()
      this.#end(key, { hash, state: 'lapsed', captured: null })
    }
    return due.length
  }

  reverse(key: string, target: number): 'absent' | 'unchanged' | 'reversed' | 'reinstated' {
    this.look()
    this.lastReversal = [0, 0]
    const bucket = this.find(key)
    if (!bucket) return 'absent'
    if (target === bucket.reversed) return 'unchanged'
    const outcome = target > bucket.reversed ? 'reversed' : 'reinstated'
    const [balance, debt] = [this.available + this.held, this.debt]
    if (outcome === 'reversed') this.clawBack(bucket, target)
    else this.reinstate(bucket, target)
    this.lastReversal = [this.available + this.held - balance, this.debt - debt]
    this.look()
    return outcome
  }

  /** Of a grant that may not be asked back beyond what it gave. */
  granted(key: string): number | undefined {
    return this.find(key)?.granted
  }
}
