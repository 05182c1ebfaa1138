import 'server-only'
import { PrismaAdapter } from '@auth/prisma-adapter'
import type { Adapter } from 'next-auth/adapters'
import { digestOf, endSession, shortAgent } from '@/lib/auth/sessions'
import { db } from '@/lib/db'

/** The columns next-auth works with; the role is not its business and never passes through it. */
const userColumns = { id: true, email: true, emailVerified: true, name: true, image: true } as const

/**
 * next-auth's Prisma adapter, with the writes narrowed to named columns: a provider's profile is somebody else's data,
 * and whatever it carries (a `role`, say) must not reach the row. Sessions are kept by digest, with the browser they
 * were opened in. A provider's tokens are not kept: we ask it who somebody is, once, and nothing afterwards.
 */
export function authAdapter(userAgent: string | null): Adapter {
  // The adapter is typed for the client of `@prisma/client`; ours is generated into the project with the same methods.
  const prisma = PrismaAdapter(db() as unknown as Parameters<typeof PrismaAdapter>[0]) as Adapter
  return {
    ...prisma,
    getUser: (id) => db().user.findUnique({ where: { id }, select: userColumns }),
    getUserByEmail: (email) =>
      db().user.findUnique({ where: { email: email.toLowerCase() }, select: userColumns }),
    createUser: ({ email, emailVerified, name, image }: CreatedUser) =>
      db().user.create({
        data: { email: email.toLowerCase(), emailVerified, name, image },
        select: userColumns,
      }),
    updateUser: ({ id, emailVerified }) =>
      db().user.update({ where: { id }, data: { emailVerified }, select: userColumns }),
    async linkAccount({ userId, type, provider, providerAccountId }: LinkedAccount) {
      await db().account.create({ data: { userId, type, provider, providerAccountId } })
    },
    async createSession({ sessionToken, userId, expires }) {
      await db().session.create({
        data: {
          sessionToken: digestOf(sessionToken),
          userId,
          expires,
          userAgent: shortAgent(userAgent),
        },
      })
      return { sessionToken, userId, expires }
    },
    async getSessionAndUser(sessionToken) {
      const row = await db().session.findUnique({
        where: { sessionToken: digestOf(sessionToken) },
        select: { userId: true, expires: true, user: { select: userColumns } },
      })
      if (!row) return null
      const { user, userId, expires } = row
      return { session: { sessionToken, userId, expires }, user }
    },
    // A session ends when it was said to end: it is not prolonged by use.
    updateSession: () => null,
    deleteSession: endSession,
  }
}

type CreatedUser = Parameters<NonNullable<Adapter['createUser']>>[0]
type LinkedAccount = Parameters<NonNullable<Adapter['linkAccount']>>[0]
