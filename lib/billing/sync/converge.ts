import 'server-only'
import { DuplicateSubscription, resolveDuplicate } from './duplicate'
import { inTransaction, type Effect } from './effect'
import { readSubscription } from './subscription'

/**
 * Runs `attempt`, and once more after resolving a second subscription that it came across. The one that stays is read
 * again first: it may have ended without our having heard, and then the other is no duplicate.
 */
export async function resolvingDuplicates<Result>(attempt: () => Promise<Result>): Promise<Result> {
  try {
    return await attempt()
  } catch (error) {
    if (!(error instanceof DuplicateSubscription)) throw error
    await inTransaction(await readSubscription(error.keptId))
    await resolveDuplicate(error)
    return attempt()
  }
}

/** Reads from Stripe and writes at once: for changes we made ourselves, whose events will only repeat this. */
export function converge(read: () => Promise<Effect>): Promise<string> {
  return resolvingDuplicates(async () => inTransaction(await read()))
}
