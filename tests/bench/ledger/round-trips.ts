import { randomUUID } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import { Pool } from 'pg'
import { credits, grant, reserve, settle } from '@/lib/credits'
import { PrismaClient } from '@/prisma/generated/client'

/**
 * How often the gate and the settlement wait for the database, counted on the wire: the server ends each exchange with one
 * ReadyForQuery. A BEGIN or COMMIT that a library adds counts as well.
 */
export async function ledgerRoundTrips(url: string): Promise<{ gate: number; settlement: number }> {
  const pool = new Pool({ connectionString: url, max: 1 })
  let exchanges = 0
  pool.on('connect', (client) => {
    const { connection } = client as unknown as { connection: NodeJS.EventEmitter }
    connection.on('readyForQuery', () => exchanges++)
  })
  const db = new PrismaClient({ adapter: new PrismaPg(pool) })
  const counted = async (run: () => Promise<unknown>) => {
    const before = exchanges
    await run()
    return exchanges - before
  }
  try {
    const { id: userId } = await db.user.create({
      data: { email: `bench-${randomUUID()}@example.com` },
    })
    await grant(db, {
      userId,
      kind: 'topup',
      sourceKey: 'bench',
      amount: credits(100),
      reason: 'Bench',
    })
    const operationKey = 'op'
    const gate = await counted(() =>
      reserve(db, {
        userId,
        operationKey,
        requestHash: '',
        amount: credits(2),
        ttlSeconds: 60,
      }),
    )
    const settlement = await counted(() =>
      settle(db, {
        userId,
        operationKey,
        actual: credits(1),
        detail: { operation: 'chat', requestId: 'bench' },
      }),
    )
    return { gate, settlement }
  } finally {
    await db.$disconnect()
    await pool.end()
  }
}
