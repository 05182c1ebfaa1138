import { randomUUID } from 'node:crypto'
import type { Db } from '@/lib/db'
import type { Prisma, User } from '@/prisma/generated/client'

/** A user with an address nobody else has. No credits: what a test needs it grants itself. */
export function createUser(db: Db, data: Partial<Prisma.UserCreateInput> = {}): Promise<User> {
  return db.user.create({
    data: {
      email: `user-${randomUUID()}@example.com`,
      emailVerified: new Date(),
      name: 'Test User',
      ...data,
    },
  })
}
