import { randomUUID } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import { Client } from 'pg'
import { credits, grant, microCredits, reserve } from '@/lib/credits'
import { PrismaClient } from '@/prisma/generated/client'
import { median } from '@/tests/support/bench'

/** Milliseconds of the usual reserve, through the app's own function and straight through `pg`, taken in turns. */
export async function gateTimes(
  url: string,
  { calls }: { calls: number },
): Promise<{ prisma: number; pg: number }> {
  const db = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 1 }) })
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { id: userId } = await db.user.create({ data: { email: `${randomUUID()}@example.com` } })
    const amount = credits(1_000_000)
    await grant(db, { userId, kind: 'topup', sourceKey: 'bench', amount, reason: 'Bench' })
    const hash = Buffer.alloc(8)
    const through = {
      prisma: () =>
        reserve(db, {
          userId,
          operationKey: randomUUID(),
          requestHash: 'bench',
          amount: microCredits(1),
          ttlSeconds: 600,
        }),
      pg: () =>
        client.query(
          'select * from credit_reserve($1::uuid, $2, $3::bytea, $4::bigint, $5::int, $6::timestamptz)',
          [userId, randomUUID(), hash, 1, 600, null],
        ),
    }
    const taken: Record<keyof typeof through, number[]> = { prisma: [], pg: [] }
    const warm = 100
    for (let call = 0; call < warm + calls; call += 1)
      for (const way of ['prisma', 'pg'] as const) {
        const began = performance.now()
        await through[way]()
        if (call >= warm) taken[way].push(performance.now() - began)
      }
    return { prisma: median(taken.prisma), pg: median(taken.pg) }
  } finally {
    await client.end()
    await db.$disconnect()
  }
}
