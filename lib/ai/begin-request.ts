import 'server-only'
import { db, type Db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { Prisma } from '@/prisma/generated/client'

/**
 * Writes the beginning of a request: all of it, its first reservation included, or nothing. One user's requests begin one after
 * the other, so that they can be compared and those running counted. Throws what `begin` throws; when what it writes is there
 * already, `conflict` with the sentence `taken`, if there is one.
 */
export async function beginOneByOne<Begun>(
  userId: string,
  begin: (tx: Db) => Promise<Begun>,
  taken?: string,
): Promise<Begun> {
  try {
    return await db().$transaction(
      async (tx) => {
        await tx.$queryRaw`select 1 from "User" where "id" = ${userId}::uuid for no key update`
        return begin(tx)
      },
      { maxWait: 15_000, timeout: 15_000 },
    )
  } catch (error) {
    if (taken && error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002')
      throw new AppError('conflict', taken, { cause: error })
    throw error
  }
}
