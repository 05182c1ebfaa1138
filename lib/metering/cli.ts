import { disconnect } from '@/lib/db'
import { readSandboxClock } from '@/lib/sandbox-clock'
import { priceCommand } from './price-command'

try {
  await readSandboxClock()
  for (const line of await priceCommand(process.argv.slice(2))) console.log(line)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await disconnect()
}
