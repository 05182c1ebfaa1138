import { db, disconnect } from '@/lib/db'
import { readSandboxClock } from '@/lib/sandbox-clock'
import { runCommand } from './commands'

try {
  await readSandboxClock()
  const { code, out, err } = await runCommand(db(), process.argv.slice(2))
  for (const line of out) console.log(line)
  for (const line of err) console.error(line)
  process.exitCode = code
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await disconnect()
}
