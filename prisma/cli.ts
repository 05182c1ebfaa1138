import { parseArgs } from 'node:util'
import { assertLocal, withDatabase } from '@/prisma/database'
import { generate } from '@/prisma/generate'
import { deploy, drift, writeMigration } from '@/prisma/migrate'
import { withPgClient } from '@/prisma/engine'
import { seedCatalogue } from '@/prisma/seed-catalogue'

const help = `Usage: tsx prisma/cli.ts <command>

  generate              makes the Prisma client when it is missing or older than the schema
  check                 fails when schema.prisma and the migrations differ
  migrate [--name x]    writes the next migration from the schema and applies it
  deploy                applies pending migrations, then prisma/functions/; adds missing prices
  reset [--force]       empties the database (only one on this machine), deploys and seeds
  seed                  fills the price table and, outside production, the sample users
`

const list = (names: string[], none: string) => (names.length > 0 ? names.join(', ') : none)

async function runDeploy(url: string): Promise<void> {
  const { migrations, functions, edited } = await deploy(url)
  console.log(`Migrations applied: ${list(migrations, 'none pending')}`)
  console.log(`Functions applied:  ${list(functions, 'none')}`)
  if (edited.length > 0) console.log(`Edited since they were applied: ${edited.join(', ')}.`)
  await withPgClient(url, seedCatalogue)
  console.log('Prices:             those of the catalogue that were missing are in the price table')
}

async function runSeed(url: string): Promise<void> {
  process.env.DATABASE_URL = url
  const { seed } = await import('@/prisma/seed')
  await seed(url, (line) => console.log(line))
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { name: { type: 'string' }, force: { type: 'boolean', default: false } },
  })
  const command = positionals[0]
  switch (command) {
    case 'generate':
      console.log((await generate()) ? 'Prisma client made.' : 'Prisma client is up to date.')
      return
    case 'check':
      return withDatabase(async (url) => {
        const sql = await drift(url)
        if (sql === null) return console.log('Schema and migrations agree.')
        throw new Error(`schema.prisma and prisma/migrations differ. Missing:\n\n${sql}`)
      })
    case 'migrate':
      await generate()
      return withDatabase(async (url) => {
        const folder = await writeMigration(url, values.name ?? 'change')
        console.log(folder ? `Wrote prisma/migrations/${folder}.` : 'The schema has no change.')
        await runDeploy(url)
      })
    case 'deploy':
      return withDatabase(runDeploy)
    case 'reset':
      await generate()
      return withDatabase(async (url) => {
        if (!values.force) assertLocal(url)
        await withPgClient(url, (client) =>
          client.query('drop schema public cascade; create schema public'),
        )
        await runDeploy(url)
        await runSeed(url)
      })
    case 'seed':
      await generate()
      return withDatabase(runSeed)
    default:
      console.error(help)
      process.exitCode = 1
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
// The engine leaves a timer of ten seconds behind (its patience for the migration lock): nobody waits for that.
process.exit()
