import { randomUUID } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  ColumnTypeEnum,
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils'
import type { MigrationList, SchemaEngine, SchemasContainer } from '@prisma/schema-engine-wasm'
import { Client, Pool, type QueryConfig } from 'pg'

/**
 * Prisma's own schema engine as WebAssembly. The native one is downloaded from a host that a locked-down network does
 * not reach; this one comes with the npm packages (docs/decisions).
 */
const root = fileURLToPath(new URL('.', import.meta.url))
export const migrationsDir = join(root, 'migrations')
export const functionsDir = join(root, 'functions')
export const schemaFile = join(root, 'schema.prisma')

export const noFilters = { externalTables: [], externalEnums: [] }

type EngineModule = { SchemaEngine: typeof SchemaEngine; __wbg_set_wasm(exports: unknown): void }
let loaded: Promise<EngineModule> | undefined

async function loadEngine(): Promise<EngineModule> {
  const require = createRequire(import.meta.url)
  const glueUrl = pathToFileURL(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg'))
  const glue = (await import(/* @vite-ignore */ glueUrl.href)) as EngineModule
  const bytes = await readFile(new URL('schema_engine_bg.wasm', glueUrl))
  const { instance } = await WebAssembly.instantiate(bytes, {
    './schema_engine_bg.js': glue as unknown as WebAssembly.ModuleImports,
  })
  glue.__wbg_set_wasm(instance.exports)
  ;(instance.exports.__wbindgen_start as () => void)()
  return glue
}

/** PostgreSQL's one-byte type of its own catalogues, which adapter-pg refuses and the engine expects. */
const charType = 18
const textType = 25

/** A pool that presents that type as text to the adapter and remembers which columns of which rows it was. */
class CatalogPool extends Pool {
  readonly charColumns = new WeakMap<object, number[]>()

  override query = (async (config: QueryConfig, values?: unknown[]) => {
    const result = await super.query(config, values)
    const found = []
    for (const [index, field] of (result.fields ?? []).entries())
      if (field.dataTypeID === charType) {
        field.dataTypeID = textType
        found.push(index)
      }
    if (found.length > 0) this.charColumns.set(result.rows, found)
    return result
  }) as unknown as Pool['query']
}

/** Runs `work` on a connection of its own. */
export async function withPgClient<T>(
  url: string,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const statement = (url: string, sql: string) =>
  withPgClient(url, async (client) => {
    await client.query(sql)
  })

async function connect(url: string, pools: Pool[], refusals: string[]) {
  const pool = new CatalogPool({ connectionString: url })
  pools.push(pool)
  const adapter = await new PrismaPg(pool).connect()
  const queryRaw = adapter.queryRaw.bind(adapter)
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query)
    for (const index of pool.charColumns.get(result.rows) ?? [])
      result.columnTypes[index] = ColumnTypeEnum.Character
    return result
  }
  // The adapter's own cuts a script at every semicolon, also at those inside a function's body.
  adapter.executeScript = async (script) => {
    await pool.query(script).catch((error: Error) => {
      refusals.push(error.message)
      throw error
    })
  }
  return adapter
}

/**
 * adapter-pg for the engine, with a shadow database that really is another one: given a connection string, the adapter's
 * own connects to the main database, because the string's database wins. The engine does not close what it opened, so
 * `close` ends the connections and drops the shadows.
 */
function adapterFactory(url: string) {
  const pools: Pool[] = []
  const shadows: string[] = []
  const refusals: string[] = []
  const factory: SqlMigrationAwareDriverAdapterFactory = {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => connect(url, pools, refusals),
    connectToShadowDb: async () => {
      const name = `prisma_shadow_${randomUUID()}`
      await statement(url, `create database "${name}"`)
      shadows.push(name)
      const address = new URL(url)
      address.pathname = `/${name}`
      return connect(address.href, pools, refusals)
    },
  }
  const close = async () => {
    await Promise.all(pools.map((pool) => pool.end()))
    for (const name of shadows) await statement(url, `drop database "${name}" with (force)`)
  }
  return { factory, close, refusals }
}

/**
 * Opens an engine on a database for the length of `work`. Of a script that PostgreSQL refuses the engine tells only
 * that something outside failed: the error thrown adds PostgreSQL's own words.
 */
export async function withEngine<T>(
  url: string,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const { SchemaEngine } = await (loaded ??= loadEngine())
  const { files } = await readSchema()
  const { factory, close, refusals } = adapterFactory(url)
  try {
    const engine = await SchemaEngine.new(
      { datamodels: files.map(({ path, content }) => [path, content]) },
      () => {},
      bindMigrationAwareSqlAdapterFactory(factory),
    )
    return await work(engine).finally(() => engine.free())
  } catch (cause) {
    const migration = /migration_name="([^"]+)"/.exec(String(cause))?.[1]
    if (refusals.length === 0) throw cause
    throw new Error(`${migration ? `Migration ${migration}: ` : ''}${refusals.join('; ')}`, {
      cause,
    })
  } finally {
    await close()
  }
}

export async function readSchema(): Promise<SchemasContainer> {
  return { files: [{ path: schemaFile, content: await readFile(schemaFile, 'utf8') }] }
}

/** The migrations on disk, in order; `without` leaves one out. */
export async function readMigrations(without?: string): Promise<MigrationList> {
  const entries = await readdir(migrationsDir, { withFileTypes: true }).catch(() => [])
  const names = entries
    .filter((entry) => entry.isDirectory() && entry.name !== without)
    .map((entry) => entry.name)
    .toSorted()
  return {
    baseDir: migrationsDir,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.map(async (name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: {
            tag: 'ok' as const,
            value: await readFile(join(migrationsDir, name, 'migration.sql'), 'utf8'),
          },
        },
      })),
    ),
  }
}
