import 'server-only'
import type { Db } from '@/lib/db'
import { afterResponse } from '@/lib/after'

/**
 * What others do about a balance, at the two moments only metering sees. They register; metering knows nobody: without hooks
 * it works all the same.
 */
export type CreditHooks = {
  /**
   * The balance does not suffice. Opens more credits where the user has agreed to that, and answers whether it did: then the
   * ledger is asked once more. Must do all of it on `db`: that may be a transaction in which the account is locked.
   */
  extend(db: Db, userId: string): Promise<boolean>
  /** Credits were spent. Runs after the response; what it fails to do, somebody else must do later. */
  spent(userId: string): Promise<unknown>
}

// One per process: each bundle of the app has its own copy of this module.
const kept = globalThis as { tollgateCreditHooks?: CreditHooks | undefined }

/** Registers the hooks; `undefined` takes them away. */
export function registerCreditHooks(hooks: CreditHooks | undefined): void {
  kept.tollgateCreditHooks = hooks
}

type Refusable = { outcome: string }

/** Asks the ledger, and once more when credits were lacking and more were opened. */
export async function extending<Answer extends Refusable>(
  db: Db,
  userId: string,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  const answer = await ask()
  if (answer.outcome !== 'insufficient') return answer
  const extended = await kept.tollgateCreditHooks?.extend(db, userId)
  return extended ? ask() : answer
}

export function creditsSpent(userId: string): void {
  const hooks = kept.tollgateCreditHooks
  if (hooks) afterResponse(() => hooks.spent(userId))
}
