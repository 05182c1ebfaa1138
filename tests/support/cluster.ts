import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Client } from 'pg'
import { readMigrations } from '@/prisma/engine'
import { deploy, readFunctions } from '@/prisma/migrate'
import { withLock } from '@/sandbox/lock'
import { openCluster, stopCluster, withClient } from '@/sandbox/postgres'

/**
 * One PostgreSQL for all test runs of this checkout. The first run starts it, runs at the same time share it, the last
 * one to leave stops it; who is there is told by the connection each run keeps open.
 */
const folder = '.sandbox/test-postgres'
const lock = `${folder}/tests.lock`
const applicationName = 'tollgate-tests'

export type TestCluster = { adminUrl: string; template: string; leave(): Promise<void> }

/** Changes whenever the template would: migrations, functions, catalogue. */
async function fingerprint(): Promise<string> {
  const { migrationDirectories } = await readMigrations()
  const hash = createHash('sha256')
  hash.update(JSON.stringify([migrationDirectories, await readFunctions()]))
  for (const file of ['lib/catalogue.ts', 'prisma/seed-catalogue.ts'])
    hash.update(await readFile(file))
  return hash.digest('hex').slice(0, 12)
}

/** Removes what runs that were killed left behind. Only for the one run that is alone in the cluster. */
async function sweepLeftovers(admin: Client, template: string): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>(
    `select datname from pg_database where datname ~ '^(test|template|sandbox)_' and datname <> $1`,
    [template],
  )
  for (const { datname } of rows)
    await admin.query(`drop database ${admin.escapeIdentifier(datname)} with (force)`)
}

async function buildTemplate(
  admin: Client,
  url: (name: string) => string,
  template: string,
): Promise<void> {
  const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [template])
  if (rowCount !== 0) return
  // Built under another name: a template that exists is complete.
  const draft = `${template}_draft`
  await admin.query(`drop database if exists ${draft} with (force)`)
  await admin.query(`create database ${draft}`)
  await deploy(url(draft))
  const { seedCatalogue } = await import('@/prisma/seed-catalogue')
  await withClient(url(draft), seedCatalogue)
  await admin.query(`alter database ${draft} rename to ${template}`)
}

async function othersIn(admin: Client): Promise<boolean> {
  const { rowCount } = await admin.query(
    'select 1 from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid()',
    [applicationName],
  )
  return rowCount !== 0
}

export async function joinCluster(): Promise<TestCluster> {
  const template = `template_${await fingerprint()}`
  return withLock(lock, async () => {
    const cluster = await openCluster({
      folder,
      port: 54429,
      detached: true,
      settings: {
        max_connections: '400',
        // Nothing here outlives the run, and nothing follows along.
        fsync: 'off',
        full_page_writes: 'off',
        wal_level: 'minimal',
        max_wal_senders: '0',
        // Looks through every database in turn, and there are hundreds that live for seconds.
        autovacuum: 'off',
      },
    })
    const adminUrl = cluster.url('postgres')
    const admin = new Client({ connectionString: adminUrl, application_name: applicationName })
    await admin.connect()
    const leave = async () => {
      const last = !(await othersIn(admin))
      await admin.end()
      if (last) await stopCluster(folder)
    }
    try {
      if (!(await othersIn(admin))) await sweepLeftovers(admin, template)
      await buildTemplate(admin, cluster.url, template)
    } catch (error) {
      await leave()
      throw error
    }
    return { adminUrl, template, leave: () => withLock(lock, leave) }
  })
}
