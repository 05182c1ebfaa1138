import type { Past } from './growth'
import type { Commit } from './rounds'

/** How much is measured. */
export type Size = {
  past: Past
  /** Seconds of each run, whole ones: pgbench knows no others. */
  seconds: number
  rounds: number
  commits: Commit[]
  auditedAccounts: number
  byteCharges: number
  buckets: { charges: number; perBucket: number }
  gateCalls: number
}

export const wholeSize: Size = {
  past: { entries: 10_000_000, closedHolds: 2_000_000 },
  seconds: 2,
  rounds: 5,
  commits: ['on', 'off'],
  auditedAccounts: 100_000,
  byteCharges: 100_000,
  buckets: { charges: 50_000, perBucket: 100 },
  gateCalls: 1_000,
}

/** Rough, in under a minute. */
export const quickSize: Size = {
  past: { entries: 500_000, closedHolds: 100_000 },
  seconds: 1,
  rounds: 2,
  commits: ['on'],
  auditedAccounts: 30_000,
  byteCharges: 20_000,
  buckets: { charges: 10_000, perBucket: 100 },
  gateCalls: 200,
}
