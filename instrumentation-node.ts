import { hookCredits } from '@/lib/credit-hooks'
import { env } from '@/lib/env'
import { followSandboxClock } from '@/lib/sandbox-clock'

/** A server that cannot work says what is missing and ends with code 1, instead of failing at the first request. */
export function register(): void {
  try {
    env()
  } catch (error) {
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n\n`)
    process.exit(1)
  }
  hookCredits()
  void followSandboxClock()
}
