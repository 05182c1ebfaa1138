import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import { sessionSeconds } from '@/lib/auth/cookie'
import { clock } from '@/lib/clock'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'

/** A session is marked as seen at most this often, so that reading it is not a write each time. */
const seenEveryMs = 5 * 60 * 1000

/** The database keeps only this digest: whoever reads a backup cannot sign in with it. */
export const digestOf = (token: string) => createHash('sha256').update(token).digest('hex')

export const expiryFrom = (start: Date) => new Date(start.getTime() + sessionSeconds * 1000)

/** What the browser says it is, shortened to what fits in a list; a header may be of any size. */
export const shortAgent = (userAgent: string | null | undefined) => userAgent?.slice(0, 300) || null

/** Opens a session and answers the token for the cookie. The only moment at which the token is known. */
export async function openSession(input: { userId: string; userAgent: string | null }) {
  const token = randomBytes(32).toString('base64url')
  const expires = expiryFrom(clock.real())
  await db().session.create({
    data: {
      sessionToken: digestOf(token),
      userId: input.userId,
      expires,
      userAgent: shortAgent(input.userAgent),
    },
  })
  return { token, expires }
}

/** The live session behind a cookie's token, with the columns of its user that anybody may see; `null` if none. */
export async function readSession(token: string) {
  const now = clock.real()
  const session = await db().session.findUnique({
    where: { sessionToken: digestOf(token), expires: { gt: now } },
    select: {
      id: true,
      lastSeenAt: true,
      user: { select: { id: true, email: true, name: true, image: true, role: true } },
    },
  })
  if (!session) return null
  const seenBefore = new Date(now.getTime() - seenEveryMs)
  if (session.lastSeenAt < seenBefore) {
    // Conditional, so that of many parallel requests one writes.
    await db().session.updateMany({
      where: { id: session.id, lastSeenAt: { lt: seenBefore } },
      data: { lastSeenAt: now },
    })
  }
  return { id: session.id, user: session.user }
}

/** The user's live sessions, the most recently used first. */
export function listSessions(userId: string) {
  return db().session.findMany({
    where: { userId, expires: { gt: clock.real() } },
    orderBy: { lastSeenAt: 'desc' },
    select: { id: true, createdAt: true, lastSeenAt: true, userAgent: true },
    take: 50,
  })
}

/** Ends the session behind a cookie's token: sign-out, or the place of a new sign-in. Ended already is as good. */
export async function endSession(token: string): Promise<void> {
  await db().session.deleteMany({ where: { sessionToken: digestOf(token) } })
}

/** Ends one of the user's own sessions. Throws `not_found` for anybody else's and for one that already ended. */
export async function revokeSession(input: { userId: string; sessionId: string }) {
  const { count } = await db().session.deleteMany({
    where: { id: input.sessionId, userId: input.userId },
  })
  if (count === 0) throw new AppError('not_found', 'That session has already ended.')
}

/** Ends all of the user's sessions but one; answers how many. */
export async function revokeOtherSessions(input: { userId: string; exceptId: string }) {
  const { count } = await db().session.deleteMany({
    where: { userId: input.userId, id: { not: input.exceptId } },
  })
  return count
}

/** Removes what has expired: sessions, and sign-in links nobody used. Answers how many rows. */
export async function removeExpired() {
  const past = { expires: { lt: clock.real() } }
  const sessions = await db().session.deleteMany({ where: past })
  const links = await db().verificationToken.deleteMany({ where: past })
  return { sessions: sessions.count, links: links.count }
}
