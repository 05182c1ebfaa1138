import 'server-only'
import type { Db } from '@/lib/db'

/** One cause for which an account may not spend. `kind` is what may be said of it; the rest of the cause is an id of ours. */
export type Freeze = {
  cause: string
  kind: 'dispute' | 'dunning' | 'manual'
  note: string | null
  since: string
}

const kindOf = (cause: string): Freeze['kind'] => {
  if (cause.startsWith('dispute:')) return 'dispute'
  return cause.startsWith('dunning:') ? 'dunning' : 'manual'
}

/** Why the account may not spend, oldest first; empty when it may. */
export async function freezesOf(db: Db, userId: string): Promise<Freeze[]> {
  const rows = await db.creditFreeze.findMany({ where: { userId }, orderBy: { createdAt: 'asc' } })
  return rows.map(({ cause, note, createdAt }) => ({
    cause,
    kind: kindOf(cause),
    note,
    since: createdAt.toISOString(),
  }))
}
