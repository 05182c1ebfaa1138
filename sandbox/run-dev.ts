import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadEnvFiles } from '@/prisma/database'
import { generate } from '@/prisma/generate'
import { deploy } from '@/prisma/migrate'
import { freePort, openCluster, stopCluster, withClient, type Cluster } from '@/sandbox/postgres'
import {
  appEnvironment,
  realParts,
  sandboxCommand,
  type Addresses,
  type RealParts,
} from '@/sandbox/run-environment'
import { Parts } from '@/sandbox/run-parts'
import { readRunning, removeRunning, writeRunning } from '@/sandbox/run-record'
import { callCron } from '@/sandbox/run-cron'
import { print, printAddresses, step } from '@/sandbox/run-report'

const postgresFolder = '.sandbox/postgres'

async function choosePort(name: string, wanted: number): Promise<number> {
  const port = await freePort(wanted)
  if (port !== wanted) print(`  ! ${name.padEnd(12)} port ${wanted} is taken, using ${port}`)
  return port
}

/** Waits for all of them even when one fails, so that nothing still starts while the rest is ended. */
async function together<const Steps extends readonly unknown[]>(
  steps: Steps,
): Promise<{ -readonly [Index in keyof Steps]: Awaited<Steps[Index]> }> {
  await Promise.allSettled(steps)
  return Promise.all(steps)
}

/** Waits until the app listens and has answered its home page, which compiles it. */
async function firstPage(port: number): Promise<void> {
  for (;;) {
    // Refused: it does not listen yet.
    const answer = await fetch(`http://localhost:${port}/`).catch(() => undefined)
    if (answer) {
      await answer.arrayBuffer()
      return
    }
    await sleep(50)
  }
}

/** Refuses a second start from the same folder: the two would share ports, build folder and data. */
async function refuseSecond(): Promise<void> {
  const running = await readRunning()
  if (running)
    throw new Error(
      `Tollgate already runs from this folder: ${running.addresses.appUrl} (process ${running.pid}).\n` +
        'End it with Ctrl-C in its terminal before you start another.',
    )
}

const nextBin = () => createRequire(import.meta.url).resolve('next/dist/bin/next')
const ts = (file: string, ...args: string[]) => ['--import', 'tsx', file, ...args]
const server = (file: string, ...args: string[]) => [
  '--conditions=react-server',
  ...ts(file, ...args),
]

/** The sandbox's names for what is not real. */
const standIns = (real: RealParts) =>
  [!real.stripe && 'stripe', !real.model && 'model', !real.mail && 'mailbox'].filter(Boolean)

/** Runs a command of the project to its end. */
async function finish(parts: Parts, name: string, args: string[], env: Record<string, string>) {
  const how = await parts.start(name, args, env).ended
  if (how !== 'code 0') throw new Error(`${name} ended with ${how}.`)
}

async function isEmpty(url: string): Promise<boolean> {
  const { rows } = await withClient(url, (client) =>
    client.query<{ empty: boolean }>('select not exists (select from "User") as empty'),
  )
  return rows[0]?.empty ?? true
}

/** Whether the sandbox's Stripe has prices yet. */
async function sellsSomething({ sandbox }: Addresses, env: Record<string, string>) {
  const answer = await fetch(`${sandbox?.url}/v1/prices?limit=1`, {
    headers: { authorization: `Bearer ${env.STRIPE_SECRET_KEY}` },
  })
  const { data } = (await answer.json()) as { data?: unknown[] }
  return (data?.length ?? 0) > 0
}

export async function dev(): Promise<number> {
  loadEnvFiles()
  await refuseSecond()
  const real = realParts(process.env)
  const needsSandbox = !(real.stripe && real.model && real.mail)
  const parts = new Parts(print)
  const ending = Promise.withResolvers<string | null>()
  let opening: Promise<Cluster> | undefined
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => ending.resolve(null))
  // npm or the terminal was killed and told nobody.
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && ending.resolve(null), 1_000).unref()
  const watch = (name: string, ended: Promise<string>) =>
    void ended.then((how) => ending.resolve(`${name} ended unexpectedly: ${how}`))

  print('\n  Tollgate\n')
  try {
    const start = async () => {
      const appPort = await choosePort('App', Number(process.env.PORT ?? 3000))
      // The sandbox keeps its state here too, also when the app has a database of its own.
      if (needsSandbox || !real.database) opening = openCluster({ folder: postgresFolder })
      const [cluster] = await together([
        opening &&
          step(
            'PostgreSQL',
            () => opening!,
            ({ port, started }) =>
              `127.0.0.1:${port}${started ? '' : ', which was running already'}`,
          ),
        step('Client', generate, (made) => (made ? 'Prisma client made' : 'up to date')),
      ])
      if (cluster) {
        parts.guard(cluster.pid, 'SIGINT')
        watch('PostgreSQL', cluster.crashed)
        await cluster.createDatabase('tollgate')
        await cluster.createDatabase('tollgate_sandbox')
      }
      const databaseUrl = process.env.DATABASE_URL || cluster!.url('tollgate')
      const appUrl = process.env.APP_URL || `http://localhost:${appPort}`
      const sandboxPort = needsSandbox ? await choosePort('Sandbox', 4400) : 0
      const smtpPort = needsSandbox ? await choosePort('Mail', sandboxPort + 1) : 0
      const addresses: Addresses = {
        appUrl,
        databaseUrl,
        sandbox: needsSandbox
          ? { url: `http://127.0.0.1:${sandboxPort}`, smtpUrl: `smtp://127.0.0.1:${smtpPort}` }
          : undefined,
      }
      await writeRunning({ pid: process.pid, appPort, addresses })
      const env = await appEnvironment(process.env, addresses)
      // Started first because it takes longest; it answers when the rest is ready.
      const app = parts.start(
        'app',
        [nextBin(), 'dev', '--hostname', 'localhost', '--port', String(appPort)],
        env,
      )
      watch('The app', app.ended)
      const sandbox = needsSandbox
        ? parts.start('sandbox', sandboxCommand, {
            ...env,
            SANDBOX_DATABASE_URL: cluster!.url('tollgate_sandbox'),
            SANDBOX_PORT: String(sandboxPort),
            SANDBOX_SMTP_PORT: String(smtpPort),
            SANDBOX_PARTS: standIns(real).join(','),
          })
        : undefined
      if (sandbox) watch('The sandbox', sandbox.ended)

      await together([
        step(
          'Database',
          () => deploy(databaseUrl),
          ({ migrations, edited }) =>
            [
              migrations.length > 0 ? `applied ${migrations.join(', ')}` : 'up to date',
              ...edited.map((name) => `${name} was edited since; npm run db:reset applies it anew`),
            ].join('; '),
        ),
        sandbox &&
          step(
            'Sandbox',
            () => sandbox.message,
            () => `${addresses.sandbox?.url}`,
          ),
      ])
      // Before the steps below, which would take its time: nobody misses the sample users yet.
      await step(
        'App',
        () => firstPage(appPort),
        () => `${appUrl}, its first page is compiled`,
      )
      if (sandbox && !real.stripe && !(await sellsSomething(addresses, env)))
        await step(
          'Catalogue',
          () => finish(parts, 'stripe', server('lib/billing/cli.ts', 'sync'), env),
          () => "products and prices are in the sandbox's Stripe",
        )
      if (await isEmpty(databaseUrl))
        await step(
          'Seed',
          () => finish(parts, 'seed', server('prisma/cli.ts', 'seed'), env),
          () => 'sample users and their history',
        )
      printAddresses(addresses, real)
      void callCron(appUrl, env.CRON_SECRET ?? '', print)
    }
    await Promise.race([start(), ending.promise])
    const reason = await ending.promise
    if (reason !== null) print(`\n  ✗ ${reason}`)
    return reason === null ? 0 : 1
  } catch (error) {
    print(`\n${error instanceof Error ? error.message : String(error)}`)
    return 1
  } finally {
    await parts.stop()
    // Ended while PostgreSQL was starting: it is stopped when it is there.
    await opening?.catch(() => undefined)
    if (existsSync(`${postgresFolder}/postgres.log`)) await stopCluster(postgresFolder)
    await removeRunning()
    parts.dismissReaper()
  }
}
