import { db } from '@/lib/db'
import { priceCommand } from './price-command'

try {
  for (const line of await priceCommand(process.argv.slice(2))) console.log(line)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await db().$disconnect()
}
