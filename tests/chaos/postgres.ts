import { chmod, mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { deploy } from '@/prisma/migrate'
import { type Cluster, openCluster } from '@/sandbox/postgres'
import { findPlace } from '@/sandbox/postgres-place'

/**
 * A PostgreSQL of its own that may be killed at any moment. What it acknowledged must then be there: commits are written
 * before they are answered. They are not flushed to the disk (`fsync`): it is processes that die here, not the machine.
 */
const settings = {
  synchronous_commit: 'on',
  fsync: 'off',
  full_page_writes: 'off',
  checkpoint_timeout: '30s',
  max_wal_size: '2GB',
  restart_after_crash: 'on',
  autovacuum_naptime: '10s',
}

const database = 'chaos'

/** Parent and state of every process, as the kernel tells (Linux). */
async function processes(): Promise<{ pid: number; parent: number; zombie: boolean }[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const all = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return { pid: Number(pid), parent: Number(parent), zombie: state === 'Z' }
    }),
  )
  return all.filter(({ parent }) => Number.isInteger(parent))
}

/** A connection whose server may go away at any moment: the query it runs then fails, and nothing else. */
export async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  return client
}

/** False: it went before we came. */
function killNow(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    return false
  }
}

export class ChaosPostgres {
  /** Times the server was started anew after `killServer`. */
  restarts = 0

  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private cluster: Cluster,
  ) {}

  static async open({ port = 54_529 } = {}): Promise<ChaosPostgres> {
    const folder = await mkdtemp(join(tmpdir(), 'tollgate-chaos-'))
    await chmod(folder, 0o755) // PostgreSQL may run as another user.
    const cluster = await openCluster({ folder, port, settings })
    const postgres = new ChaosPostgres(folder, cluster.port, cluster)
    await cluster.createDatabase(database)
    await deploy(postgres.url)
    return postgres
  }

  get url(): string {
    return this.cluster.url(database)
  }

  /** kill −9 of the server and of every process it has, at once; resolves when none of them is left. */
  async killServer(): Promise<void> {
    const server = this.cluster.pid
    process.kill(server, 'SIGSTOP') // No child is born between the counting and the killing.
    const family = (await processes())
      .filter(({ pid, parent }) => pid === server || parent === server)
      .map(({ pid }) => pid)
    // The postmaster first, so that it cannot tell the others to end in good order.
    for (const pid of family.toSorted((a, b) => Number(b === server) - Number(a === server)))
      killNow(pid)
    const left = new Set(family)
    while (left.size > 0) {
      const alive = new Set(
        (await processes()).filter(({ zombie }) => !zombie).map(({ pid }) => pid),
      )
      for (const pid of left) if (!alive.has(pid)) left.delete(pid)
      if (left.size > 0) await sleep(5)
    }
  }

  /** Starts it again on the same data and the same port; it recovers from its log. */
  async start(): Promise<void> {
    this.cluster = await openCluster({ folder: this.folder, port: this.port, settings })
    if (this.cluster.port !== this.port)
      throw new Error(`port ${this.port} was taken while the server was down`)
    this.restarts += 1
  }

  /**
   * kill −9 of one backend: the server cannot trust shared memory any more and starts all its processes anew. Resolves when
   * it takes connections again; with false when there was no such backend any more.
   */
  async killBackend(pid: number): Promise<boolean> {
    // Another connection, which the server ends when it has noticed: before that it still answers as if nothing were.
    const canary = await connect(this.url)
    const noticed = new Promise<void>((resolve) => canary.once('end', () => resolve()))
    if (!killNow(pid)) {
      await canary.end()
      return false
    }
    await noticed
    for (;;) {
      try {
        await (await connect(this.url)).end()
        return true
      } catch {
        await sleep(20) // It recovers.
      }
    }
  }

  /** What it wrote about deadlocks since it was started. Statistics do not survive a crash, the log does. */
  async deadlocksInLog(): Promise<number> {
    const log = await readFile(join(this.folder, 'postgres.log'), 'utf8').catch(() => '')
    return log.split('deadlock detected').length - 1
  }

  async close(): Promise<void> {
    const { dataDir } = await findPlace(this.folder)
    await this.cluster.stop()
    await rm(this.folder, { recursive: true, force: true })
    await rm(dirname(dataDir), { recursive: true, force: true })
  }
}
