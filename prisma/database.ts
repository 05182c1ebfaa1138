import { existsSync } from 'node:fs'

/** Reads .env.local and .env like Next does: what the environment already has wins, then .env.local. */
export function loadEnvFiles(): void {
  for (const file of ['.env.local', '.env']) if (existsSync(file)) process.loadEnvFile(file)
}

/**
 * Runs `work` with the address of the database: DATABASE_URL, else the embedded one of this checkout, which is started
 * for the length of the work when `npm run dev` is not running it.
 */
export async function withDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  loadEnvFiles()
  if (process.env.DATABASE_URL) return work(process.env.DATABASE_URL)
  // Imported only here: a deployment has DATABASE_URL and need not have the development packages.
  const { openCluster } = await import('@/sandbox/postgres')
  const cluster = await openCluster({ folder: '.sandbox/postgres' })
  try {
    await cluster.createDatabase('tollgate')
    return await work(cluster.url('tollgate'))
  } finally {
    await cluster.stop()
  }
}

/** Throws unless the database runs on this machine: what follows would destroy its data. */
export function assertLocal(url: string): void {
  const { hostname } = new URL(url)
  if (!['localhost', '127.0.0.1', '[::1]'].includes(hostname))
    throw new Error(
      `Refused: the database is on ${hostname}, not on this machine. ` +
        'Add --force if you really want to delete everything in it.',
    )
}
