import { dev } from '@/sandbox/run-dev'

process.exitCode = await dev().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  return 1
})
process.exit()
