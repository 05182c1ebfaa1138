import 'server-only'
import { z } from 'zod'
import type { Client } from '@/lib/auth/client'
import { openSession } from '@/lib/auth/sessions'
import { db } from '@/lib/db'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'

/** The users the seed makes, who exist so that a developer can be somebody with one click. */
const readyMade = ['ada@example.com', 'linus@example.com', 'mina@example.com', 'admin@example.com']

export const readyMadeEmail = z.enum(readyMade)

/** Those of them that are in the database; none where there is no sandbox. */
export async function listReadyMadeUsers() {
  if (!env().SANDBOX_URL) return []
  const users = await db().user.findMany({
    where: { email: { in: readyMade } },
    select: { email: true, name: true, role: true },
  })
  return users.toSorted((a, b) => readyMade.indexOf(a.email) - readyMade.indexOf(b.email))
}

/**
 * Opens a session without any proof of identity. Only beside a sandbox, which the environment allows on this machine
 * alone; anywhere else it throws `not_found`.
 */
export async function signInAsReadyMade(input: { email: string; client: Client }) {
  if (!env().SANDBOX_URL) throw new AppError('not_found', 'There is nothing here.')
  const email = readyMadeEmail.parse(input.email)
  const user = await db().user.findUnique({ where: { email }, select: { id: true } })
  if (!user)
    throw new AppError('not_found', 'This user is not in the database. `npm run db:seed` makes it.')
  const session = await openSession({ userId: user.id, userAgent: input.client.userAgent })
  return { userId: user.id, ...session }
}
