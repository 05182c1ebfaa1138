import { spawnSync } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, statfs } from 'node:fs/promises'
import { tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { openCluster, withClient, type Cluster } from '@/sandbox/postgres'

const GiB = 2 ** 30

/** A quarter of the memory, as Postgres' documentation advises, and no more than 1 GB. */
const sharedBuffers = () => `${Math.floor(Math.min(GiB, totalmem() / 4) / 2 ** 20)}MB`

/**
 * As in production, except that checkpoints are further apart than the whole run: one would fall on one side of a pair and
 * make it pay for writing the pages of both.
 */
const settings = () => ({
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: sharedBuffers(),
  checkpoint_timeout: '1h',
  max_wal_size: '64GB',
  max_connections: '100',
})

export type BenchCluster = {
  cluster: Cluster
  /** What the server says about itself: version and settings. */
  described: { version: string; settings: Record<string, string> }
  /** Free space where the data are, in bytes. */
  freeSpace(): Promise<number>
  close(): Promise<void>
}

/** Where the data went: below the folder, or where `sandbox/postgres-place.ts` says it moved them. */
const dataDirOf = (cluster: Cluster) =>
  withClient(cluster.url('postgres'), async (client) => {
    const { rows } = await client.query<{ dir: string }>(
      `select current_setting('data_directory') as dir`,
    )
    return rows[0]?.dir ?? ''
  })

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A PostgreSQL of its own in a temporary folder, removed by `close`. */
export async function openBenchCluster(): Promise<BenchCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'tollgate-bench-'))
  // Root lends PostgreSQL another user, who must be able to enter.
  await chmod(folder, 0o755)
  const cluster = await openCluster({ folder, port: 54829, settings: settings() })
  const dataDir = await dataDirOf(cluster)
  const stopAndRemove = async () => {
    await cluster.stop()
    const moved = await readFile(join(folder, 'moved-to'), 'utf8').catch(() => undefined)
    for (const path of [folder, moved?.trim()])
      if (path) await rm(path, { recursive: true, force: true })
  }
  let removed: Promise<void> | undefined
  // A signal and the statement that fails because of it may both ask.
  const remove = () => (removed ??= stopAndRemove())
  // The server is not of our process group: whoever ends a run halfway would keep it, and ten gigabytes.
  const abandon = () => void remove().finally(() => process.exit(130))
  for (const signal of signals) process.once(signal, abandon)
  const close = async () => {
    for (const signal of signals) process.off(signal, abandon)
    await remove()
  }
  const described = await withClient(cluster.url('postgres'), async (client) => {
    const asked = [...Object.keys(settings()), 'data_checksums', 'wal_level', 'autovacuum']
    const { rows } = await client.query<{ name: string; value: string }>(
      'select name, current_setting(name) as value from unnest($1::text[]) as name',
      [asked],
    )
    const version = await client.query<{ server_version: string }>('show server_version')
    return {
      version: version.rows[0]?.server_version ?? 'unknown',
      settings: Object.fromEntries(rows.map(({ name, value }) => [name, value])),
    }
  })
  return {
    cluster,
    described,
    freeSpace: async () => {
      const { bavail, bsize } = await statfs(dataDir)
      return bavail * bsize
    },
    close,
  }
}

/** Lets the kernel write what it still holds back, so that it does not do so during a measurement. */
export function flushToDisk(): void {
  spawnSync('sync')
}

/** A copy of a database through the log: the other way, copying files, would make a checkpoint. */
export async function copyDatabase(
  { cluster }: BenchCluster,
  from: string,
  name: string,
  options: Record<string, string> = {},
): Promise<string> {
  await withClient(cluster.url('postgres'), async (client) => {
    await client.query(`create database ${name} template ${from} strategy wal_log`)
    for (const [key, value] of Object.entries(options))
      await client.query(`alter database ${name} set ${key} = ${value}`)
  })
  return cluster.url(name)
}
