import 'server-only'

/** The ledger's public face. How a credit comes and goes: README.md beside this file. */
export {
  audit,
  freeze,
  grant,
  pauseAllowance,
  release,
  reserve,
  resumeAllowance,
  roll,
  setAllowance,
  settle,
  sweep,
  type Allowance,
  type Grant,
  type Reservation,
  type Reserved,
  type Settled,
  type Settlement,
} from './ledger'
export { freeAllowance, openAccount } from './open-account'
export { readBalance } from './balance'
export { statement } from './statement'
export type {
  AllocationPart,
  Balance,
  Bucket,
  Drift,
  EntryDetail,
  EntryKind,
  GrantKind,
  Hold,
  LineBucket,
  StatementEntry,
  StatementLine,
} from './types'
export { MICRO, credits, microCredits, type MicroCredits } from './unit'
export { formatCredits } from './format'
