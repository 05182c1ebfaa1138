import 'server-only'
import type { Db } from '@/lib/db'
import { microCredits, type MicroCredits } from './unit'

/** What was granted under a source key; `null`: nothing was. */
export async function grantedUnder(
  db: Db,
  userId: string,
  sourceKey: string,
): Promise<MicroCredits | null> {
  const grant = await db.creditGrant.findUnique({
    where: { userId_sourceKey: { userId, sourceKey } },
    select: { granted: true },
  })
  return grant && microCredits(grant.granted)
}
