import 'server-only'

/** The ledger's public face. How a credit comes and goes: README.md beside this file. */
export {
  audit,
  charge,
  freeze,
  grant,
  pauseAllowance,
  release,
  renew,
  reserve,
  resumeAllowance,
  reverse,
  roll,
  setAllowance,
  settle,
  sweep,
  takeLowNotices,
  unfreeze,
  type Allowance,
  type Charged,
  type FreezeCause,
  type Grant,
  type LowNotice,
  type Reservation,
  type Reserved,
  type Reversed,
  type Settled,
  type Settlement,
} from './ledger'
export { lastAudit, listAudits, runAudit, runDueAudit, type AuditRun } from './audit-run'
export { findingText, type Finding } from './audit-words'
export { freeAllowance, openAccount } from './open-account'
export { readBalance } from './balance'
export { accountsBelow } from './below'
export { bucketsUnder, lockAccount, takeUnspent, type BucketState } from './buckets-under'
export { wasCharged } from './charged'
export { freezesOf, type Freeze } from './freezes'
export { creditsPaidBy, grantedUnder, reversedUnder } from './granted'
export { anyReversed, paidFor } from './paid-for'
export { reversePayment, type PaymentReversal } from './reverse-payment'
export { lowSince } from './low-since'
export { spending, spendingGroups, type SpendingGroup, type SpendingPart } from './spending'
export { statement } from './statement'
export { usedModels } from './entries'
export { exportFormats, exportStatement, type ExportFormat } from './export'
export { forecastOf, readForecast } from './read-forecast'
export type { Forecast } from './forecast'
export type {
  AllocationPart,
  Balance,
  Bucket,
  Drift,
  EntryDetail,
  EntryKind,
  GrantKind,
  Hold,
  HoldState,
  LineBucket,
  StatementEntry,
  StatementLine,
} from './types'
export { MICRO, credits, microCredits, type MicroCredits } from './unit'
export { creditsText, formatCredits } from './format'
