import { disconnect } from '@/lib/db'
import { withPgClient } from '@/prisma/engine'
import { seedCatalogue } from '@/prisma/seed-catalogue'
import { seedSubscription } from '@/prisma/seed-stripe'
import { seedUsers } from '@/prisma/seed-users'

/** Fills the price table and, outside production, the sample users. Safe to run twice. */
export async function seed(url: string, tell: (line: string) => void): Promise<void> {
  await withPgClient(url, seedCatalogue)
  tell('Prices are in the price table.')
  if (process.env.NODE_ENV === 'production') return
  for (const line of await seedUsers()) tell(line)
  tell(await seedSubscription())
  await disconnect()
}
