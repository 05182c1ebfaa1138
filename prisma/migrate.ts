import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DiffTarget, MigrationList } from '@prisma/schema-engine-wasm'
import type { Client } from 'pg'
import {
  functionsDir,
  migrationsDir,
  noFilters,
  readMigrations,
  readSchema,
  withEngine,
  withPgClient,
} from '@/prisma/engine'

/** The SQL functions, in the order of their names: create or replace, so applying them again changes nothing. */
export async function readFunctions(): Promise<{ name: string; sql: string }[]> {
  const names = (await readdir(functionsDir)).filter((name) => name.endsWith('.sql')).toSorted()
  return Promise.all(
    names.map(async (name) => ({ name, sql: await readFile(join(functionsDir, name), 'utf8') })),
  )
}

async function applyFunctions(client: Client): Promise<string[]> {
  const functions = await readFunctions()
  for (const { name, sql } of functions)
    await client.query(sql).catch((cause: unknown) => {
      throw new Error(`prisma/functions/${name}: ${(cause as Error).message}`, { cause })
    })
  return functions.map(({ name }) => name)
}

/** Applied migrations whose file says something else by now: Prisma keeps the SHA-256 of what it ran. */
async function editedSince(client: Client, { migrationDirectories }: MigrationList) {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select migration_name as name, checksum from _prisma_migrations where finished_at is not null',
  )
  const applied = new Map(rows.map(({ name, checksum }) => [name, checksum]))
  return migrationDirectories
    .filter(({ path, migrationFile: { content } }) => {
      const checksum = createHash('sha256').update(content.value).digest('hex')
      return applied.has(path) && applied.get(path) !== checksum
    })
    .map(({ path }) => path)
}

export type Deployed = { migrations: string[]; functions: string[]; edited: string[] }

/**
 * Applies the pending migrations, then every function, and returns the names of both, and of the migrations that were
 * edited after they had been applied here. Two processes that deploy at once wait for each other: the lock belongs to a
 * transaction, so that it also holds through a pooler.
 */
export async function deploy(url: string): Promise<Deployed> {
  return withPgClient(url, async (client) => {
    await client.query('begin')
    await client.query(`select pg_advisory_xact_lock(hashtext('tollgate:deploy'))`)
    const migrationsList = await readMigrations()
    const { appliedMigrationNames } = await withEngine(url, (engine) =>
      engine.applyMigrations({ migrationsList, filters: noFilters }),
    )
    const functions = await applyFunctions(client)
    const edited = await editedSince(client, migrationsList)
    await client.query('commit')
    return { migrations: appliedMigrationNames, functions, edited }
  })
}

async function diff(url: string, from: DiffTarget): Promise<string | null> {
  const to: DiffTarget = { tag: 'schemaDatamodel', ...(await readSchema()) }
  const result = await withEngine(url, (engine) =>
    engine.diff({ from, to, script: true, exitCode: true, filters: noFilters }),
  )
  return result.exitCode === 2 ? (result.stdout ?? '') : null
}

/** The SQL that leads from the migrations to the schema; `null` when they agree. Uses a shadow database. */
export async function drift(url: string): Promise<string | null> {
  return diff(url, { tag: 'migrations', ...(await readMigrations()) })
}

/** Writes the next migration and returns its folder's name; `null` when the schema asks for none. */
export async function writeMigration(url: string, name: string): Promise<string | null> {
  const sql = await drift(url)
  if (sql === null) return null
  const { migrationDirectories } = await readMigrations()
  const last = Number(migrationDirectories.at(-1)?.path.slice(0, 4) ?? 0)
  const slug = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')
  const folder = `${String(last + 1).padStart(4, '0')}_${slug}`
  await mkdir(join(migrationsDir, folder), { recursive: true })
  await writeFile(join(migrationsDir, folder, 'migration.sql'), sql)
  return folder
}
