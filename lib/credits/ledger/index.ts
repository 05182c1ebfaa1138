import 'server-only'

/**
 * The only folder that calls the ledger's SQL functions (prisma/functions/): one statement, one round trip each, inside the
 * caller's transaction when it passes one. `at` moves the ledger's clock; left out, the database's own is used. All of
 * them are safe to repeat: the same key has one effect.
 */
export {
  audit,
  freeze,
  roll,
  sweep,
  takeLowNotices,
  unfreeze,
  type FreezeCause,
  type LowNotice,
} from './account'
export {
  grant,
  lockRights,
  pauseAllowance,
  resumeAllowance,
  reverse,
  setAllowance,
  withhold,
  type Allowance,
  type Grant,
  type MonthlyRight,
  type Reversed,
} from './grants'
export {
  charge,
  release,
  renew,
  reserve,
  settle,
  toAllocation,
  type Charged,
  type Reservation,
  type Reserved,
  type Settled,
  type Settlement,
} from './operations'
