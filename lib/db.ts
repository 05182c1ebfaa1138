import 'server-only'
import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient, type Prisma } from '@/prisma/generated/client'
import { env } from '@/lib/env'

// adapter-pg writes and reads times without their offset, as if every server stood in UTC: so the session has to.
const create = () =>
  new PrismaClient({
    adapter: new PrismaPg({
      connectionString: env().DATABASE_URL,
      max: 10,
      options: '-c TimeZone=UTC',
    }),
  })

// One pool per process, also across hot reloads.
const kept = globalThis as { tollgateDb?: PrismaClient }

let client: PrismaClient | undefined

/** The Prisma client, made at first use so that `next build` needs no database. */
export function db(): PrismaClient {
  return (client ??= kept.tollgateDb ??= create())
}

/** Closes the pool, if there is one: what a command of the terminal ends with. */
export async function disconnect(): Promise<void> {
  await client?.$disconnect()
}

/** Either the client or an open transaction: what a service takes when its caller decides the commit. */
export type Db = Prisma.TransactionClient
