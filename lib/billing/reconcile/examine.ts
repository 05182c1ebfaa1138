import 'server-only'
import { roll } from '@/lib/credits'
import type { Db } from '@/lib/db'
import { lockOwner } from '../customer'
import { converge } from '../sync/converge'
import { DuplicateSubscription } from '../sync/duplicate'
import { inTransaction, type Effect } from '../sync/effect'
import { differences, snapshotOf, type Drift } from './snapshot'

/** Something that may differ: whose it is, and the convergence that would make it right. */
export type Suspect = {
  about: string
  customer: string | { id: string } | null
  read: () => Promise<Effect>
}

/** Carries the findings out of a transaction that must not stay. */
class OnlyLooking extends Error {
  constructor(readonly drifts: Drift[]) {
    super('only looking')
  }
}

/**
 * What converging would change: it is run, and what it did is compared with what was before. Without `fix` all of it is
 * rolled back. So there is no second opinion here on what a row should say: what is found is what is repaired.
 */
export async function examine({ about, customer, read }: Suspect, fix: boolean): Promise<Drift[]> {
  const effect = await read()
  try {
    return await inTransaction(async (tx) => {
      const drifts = await changesOf(tx, customer, effect)
      if (!fix) throw new OnlyLooking(drifts)
      return drifts
    })
  } catch (error) {
    if (error instanceof OnlyLooking) return error.drifts
    if (!(error instanceof DuplicateSubscription)) throw error
    if (fix) await converge(read)
    const stripe = `a second one beside ${error.keptId}`
    return [{ userId: null, what: about, ours: 'none', stripe }]
  }
}

async function changesOf(tx: Db, customer: Suspect['customer'], effect: Effect): Promise<Drift[]> {
  const owner = await lockOwner(tx, customer)
  if (!owner) return []
  const { userId } = owner
  // What is due by itself is no drift.
  await roll(tx, { userId })
  const before = await snapshotOf(tx, userId)
  await effect(tx)
  return differences(userId, before, await snapshotOf(tx, userId))
}
