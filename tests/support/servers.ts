import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { withClient } from '@/sandbox/postgres'
import { appEnvironment, sandboxCommand } from '@/sandbox/run-environment'
import { joinCluster } from './cluster'
import { relayTo } from './relay'
import { stripeCli } from './stripe-cli'

export type Servers = {
  appUrl: string
  sandboxUrl: string
  databaseUrl: string
  cronSecret: string
  webhookSecret: string
  /** Where the events of another Stripe can be held up; empty with the sandbox's own, which has a switch for that. */
  relayUrl: string
  /** The processes, for somebody who measures them. */
  readonly app: ChildProcess
  sandbox: ChildProcess
  /** Kills the app as a machine that loses its power does: no signal it could hear. */
  killApp(): Promise<void>
  /** Starts it again, at the same address. */
  startApp(): Promise<void>
  close(): Promise<void>
}

/** Stripe itself, or what stands in its place at an address of its own, by the key of a test account. */
export type RemoteStripe = { key: string; apiUrl: string | undefined }

/** Starts a process whose output goes to a file, as in production: nothing of ours runs inside it. */
function start(logFile: string, args: string[], env: Record<string, string>, mode: string) {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...env, NODE_ENV: mode as 'production', NEXT_TELEMETRY_DISABLED: '1' },
  })
  const log = createWriteStream(logFile)
  child.stdout?.pipe(log)
  child.stderr?.pipe(log)
  return child
}

/** What `npm start` runs, without npm: the arguments of node. */
function startCommand(): string[] {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    scripts: { start: string }
  }
  const [node, ...args] = scripts.start.split(' ')
  if (node !== 'node') throw new Error(`npm start runs ${node}: the tests cannot start it.`)
  return args
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

async function untilHealthy(url: string, app: ChildProcess, logFile: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (app.exitCode !== null)
      throw new Error(`The app ended with code ${app.exitCode}: see ${logFile}`)
    const answer = await fetch(`${url}/api/health`).catch(() => undefined)
    if (answer?.ok) return
    await sleep(100)
  }
  throw new Error(`The app did not become healthy: see ${logFile}`)
}

/** Ports that the system hands out: others may be starting servers at the same moment, and would find the same next one free. */
async function freePorts(): Promise<[number, number, number]> {
  const take = async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    return server
  }
  const servers = [await take(), await take(), await take()] as const
  const [app, sandbox, smtp] = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return [app!, sandbox!, smtp!]
}

/** Stripe's events, by its own command line, to an app that only this machine reaches. */
async function listenTo({ key, apiUrl }: RemoteStripe, appUrl: string) {
  const relay = await relayTo(appUrl)
  const cli = await stripeCli()
  const to = `${relay.url}/api/webhooks/stripe`
  const base = apiUrl ? ['--api-base', apiUrl] : []
  const listening = await cli.listen(to, '--api-key', key, ...base)
  return {
    relayUrl: relay.url,
    environment: {
      STRIPE_SECRET_KEY: key,
      STRIPE_WEBHOOK_SECRET: listening.secret,
      ...(apiUrl && { STRIPE_API_URL: apiUrl }),
    },
    async close() {
      await listening.close()
      await cli.close()
      await relay.close()
    },
  }
}

/**
 * The production build with a fresh database and a sandbox of its own, all on free ports. `name` tells its databases
 * from those of others in this process. With a `remote` Stripe the sandbox has the other parts only.
 */
export async function startServers(name: string, remote?: RemoteStripe): Promise<Servers> {
  if (!existsSync('.next/prerender-manifest.json'))
    throw new Error('There is no build to test: run npm run build.')
  const logDir = `test-results/servers/${name}`
  mkdirSync(logDir, { recursive: true })
  const cluster = await joinCluster()
  const started: (() => Promise<void>)[] = [cluster.leave]
  const close = async () => {
    for (const end of started.toReversed()) await end()
  }
  try {
    const [database, sandboxDatabase] = [
      `test_${process.pid}_${name}`,
      `sandbox_${process.pid}_${name}`,
    ]
    await withClient(cluster.adminUrl, async (client) => {
      await client.query(
        `create database ${database} template ${cluster.template} strategy file_copy`,
      )
      await client.query(`create database ${sandboxDatabase} strategy file_copy`)
    })
    const urlOf = (of: string) => cluster.adminUrl.replace(/\/postgres$/, `/${of}`)
    const [appPort, sandboxPort, smtpPort] = await freePorts()
    const addresses = {
      appUrl: `http://localhost:${appPort}`,
      databaseUrl: urlOf(database),
      sandbox: {
        url: `http://127.0.0.1:${sandboxPort}`,
        smtpUrl: `smtp://127.0.0.1:${smtpPort}`,
      },
    }
    // The developer's own keys must not reach a test.
    const { PATH = '', HOME = '' } = process.env
    const listening = remote && (await listenTo(remote, addresses.appUrl))
    if (listening) started.push(listening.close)
    const env = await appEnvironment({ PATH, HOME, ...listening?.environment }, addresses)
    const sandbox = start(
      `${logDir}/sandbox.log`,
      sandboxCommand,
      {
        ...env,
        SANDBOX_DATABASE_URL: urlOf(sandboxDatabase),
        SANDBOX_PORT: String(sandboxPort),
        SANDBOX_SMTP_PORT: String(smtpPort),
        ...(remote && { SANDBOX_PARTS: 'model,mailbox' }),
      },
      'test',
    )
    started.push(() => stop(sandbox))
    await Promise.race([
      once(sandbox, 'message'),
      once(sandbox, 'exit').then(() => {
        throw new Error(`The sandbox did not start: see ${logDir}/sandbox.log`)
      }),
    ])
    const sync = start(
      `${logDir}/stripe-sync.log`,
      ['--conditions=react-server', '--import', 'tsx', 'lib/billing/cli.ts', 'sync'],
      env,
      'test',
    )
    const [code] = (await once(sync, 'exit')) as [number | null]
    if (code !== 0) throw new Error(`stripe:sync failed: see ${logDir}/stripe-sync.log`)
    let app: ChildProcess
    const startApp = async () => {
      app = start(
        `${logDir}/app.log`,
        [...startCommand(), '--hostname', 'localhost', '--port', String(appPort)],
        { ...env, LOG_LEVEL: 'warn' },
        'production',
      )
      await untilHealthy(addresses.appUrl, app, `${logDir}/app.log`)
    }
    started.push(() => stop(app))
    await startApp()
    return {
      appUrl: addresses.appUrl,
      sandboxUrl: addresses.sandbox.url,
      databaseUrl: addresses.databaseUrl,
      cronSecret: env.CRON_SECRET ?? '',
      webhookSecret: env.STRIPE_WEBHOOK_SECRET ?? '',
      relayUrl: listening?.relayUrl ?? '',
      get app() {
        return app
      },
      sandbox,
      killApp: async () => {
        const ended = once(app, 'exit')
        app.kill('SIGKILL')
        await ended
      },
      startApp,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
