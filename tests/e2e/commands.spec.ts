import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { freePort, withClient } from '@/sandbox/postgres'
import { freshCopy, removeCopy } from '@/tests/support/fresh-copy'

/** `npm run …` in a process group of its own, as a terminal starts it, with what it printed so far. */
class Command {
  output = ''
  readonly #child: ChildProcess

  constructor(script: string, cwd: string, env: Record<string, string> = {}) {
    const { PATH = '', HOME = '' } = process.env
    this.#child = spawn('npm', ['run', script], {
      cwd,
      detached: true,
      env: { PATH, HOME, ...env } as never,
    })
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()))
  }

  async says(words: string | RegExp): Promise<void> {
    await expect.poll(() => this.output, { timeout: 120_000 }).toMatch(words)
  }

  address(name: string): string {
    return new RegExp(`^  ${name} +(\\S+)`, 'm').exec(this.output)?.[1] ?? ''
  }

  pressCtrlC(): void {
    process.kill(-this.#child.pid!, 'SIGINT')
  }

  async code(): Promise<number | null> {
    if (this.#child.exitCode === null) await once(this.#child, 'exit')
    return this.#child.exitCode
  }
}

const answers = (address: string) =>
  new Promise<boolean>((resolve) => {
    const { hostname, port } = new URL(address)
    const socket = connect(Number(port), hostname)
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })

async function nothingAnswers(addresses: string[]): Promise<void> {
  for (const address of addresses)
    await expect.poll(() => answers(address), { message: address }).toBe(false)
}

/** The process of a part, among those that the runner in this folder started. */
function partProcess(folder: string, file: string): number {
  const { pid } = JSON.parse(readFileSync(join(folder, '.sandbox/running.json'), 'utf8')) as {
    pid: number
  }
  const rows = execFileSync('ps', ['-axo', 'pid=,ppid=,command='], { encoding: 'utf8' }).split('\n')
  const row = rows.find((line) => new RegExp(`^ *\\d+ +${pid} .*${file}`).test(line))
  return Number(row?.trim().split(/ +/)[0])
}

const countUsers = (url: string) =>
  withClient(url, async (client) => {
    const { rows } = await client.query<{ n: string }>('select count(*) n from "User"')
    return Number(rows[0]?.n)
  })

const names = ['App', 'Stripe', 'Model', 'Mailbox', 'Panel', 'Database']

test('npm run dev: starts, names a crash, finds yesterday’s data, ends with Ctrl-C', async () => {
  test.setTimeout(300_000)
  const folder = freshCopy({ withPackages: true })
  const port = await freePort(3400)
  const squatter = createServer().listen(port, 'localhost')
  await once(squatter, 'listening')
  try {
    const first = new Command('dev', folder, { PORT: String(port) })
    await first.says('Ctrl-C ends everything')
    await first.says(/Seed .*\(/)
    expect(first.output).toMatch(new RegExp(`port ${port} is taken, using \\d+`))
    const addresses = names.map((name) => first.address(name))
    for (const address of addresses) expect(await answers(address), address).toBe(true)
    expect((await fetch(`${first.address('App')}/api/health`)).status).toBe(200)
    const users = await countUsers(first.address('Database'))
    expect(users).toBeGreaterThan(3)

    const second = new Command('dev', folder, { PORT: String(port) })
    await second.says('already runs from this folder')
    expect(await second.code()).toBe(1)

    process.kill(partProcess(folder, 'sandbox/main.ts'), 'SIGKILL')
    await first.says('The sandbox ended unexpectedly: SIGKILL')
    expect(await first.code()).toBe(1)
    await nothingAnswers(addresses)

    const third = new Command('dev', folder, {
      PORT: String(port),
      SMTP_URL: 'smtp://127.0.0.1:9',
    })
    await third.says('Ctrl-C ends everything')
    expect(third.output).not.toContain('Seed')
    expect(third.output).toContain('real mail (SMTP_URL)')
    expect(await countUsers(third.address('Database'))).toBe(users)
    const still = names.filter((name) => name !== 'Mailbox').map((name) => third.address(name))
    third.pressCtrlC()
    await third.code()
    await nothingAnswers(still)
  } finally {
    squatter.close()
    removeCopy(folder)
  }
})

test('npm start without keys: refuses, and names each that is missing', async () => {
  const keys = [
    'APP_URL',
    'DATABASE_URL',
    'AUTH_SECRET',
    'CRON_SECRET',
    'STRIPE_SECRET_KEY',
    'STRIPE_WEBHOOK_SECRET',
    'OPENAI_API_KEY',
    'SMTP_URL',
  ]
  const port = String(await freePort(3500))
  // Empty, so that a developer's own .env does not fill them.
  const env = Object.fromEntries(keys.map((key) => [key, '']))
  const start = new Command('start', process.cwd(), { ...env, PORT: port })
  expect(await start.code()).toBe(1)
  for (const key of keys) expect(start.output).toContain(`${key}: is missing`)
  expect(await answers(`http://localhost:${port}`)).toBe(false)
})
