import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { emptyDatabase } from '@/tests/support/database'
import { testEnvironment } from '@/tests/support/environment'

let database: { url: string; drop(): Promise<void> }
const children: ChildProcess[] = []

beforeAll(async () => {
  database = await emptyDatabase()
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})
afterAll(() => database.drop())

type Ready = { ready: { url: string; smtpUrl: string; pid: number } }

function environment(more: Record<string, string>): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    NODE_ENV: 'test',
    SANDBOX_DATABASE_URL: database.url,
    SANDBOX_PORT: '0',
    SANDBOX_SMTP_PORT: '0',
    APP_URL: testEnvironment.APP_URL,
    STRIPE_WEBHOOK_SECRET: 'whsec_process',
    ...more,
  }
}

function start(more: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'sandbox/main.ts'], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: environment(more),
  })
  children.push(child)
  let errors = ''
  child.stderr!.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  // Node says `close` of no child whose channel was disconnected here, so its two parts are awaited.
  const ended = Promise.all([once(child, 'exit'), once(child.stderr!, 'close')]).then(
    ([[code]]) => ({ code: code as number | null, errors }),
  )
  return { child, ended }
}

async function ready({ child, ended }: ReturnType<typeof start>): Promise<Ready['ready']> {
  const message = once(child, 'message').then(([said]) => (said as Ready).ready)
  const died = ended.then(({ errors }) => Promise.reject(new Error(errors)))
  died.catch(() => undefined)
  return Promise.race([message, died])
}

const answers = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  )

it('says where it listens, serves only its parts, and ends on SIGTERM', async () => {
  const sandbox = start({ SANDBOX_PARTS: 'model,mailbox' })
  const { url, smtpUrl, pid } = await ready(sandbox)
  expect(pid).toBe(sandbox.child.pid)
  expect(smtpUrl).toMatch(/^smtp:\/\/127\.0\.0\.1:\d+$/)
  const panel = await (await fetch(url)).text()
  expect(panel).toContain('The next question')
  expect(panel).not.toContain('Test cards')
  expect((await fetch(`${url}/v1/customers`)).status).toBe(404)
  expect((await fetch(`${url}/mailbox`)).status).toBe(200)

  sandbox.child.kill('SIGTERM')
  expect(await sandbox.ended).toEqual({ code: 0, errors: '' })
  expect(await answers(url)).toBe(false)
})

it('ends when its parent is gone', async () => {
  const child = start()
  await ready(child)
  child.child.disconnect()
  expect((await child.ended).code).toBe(0)
})

it('ends with its parent’s death, also without a channel to it', async () => {
  // A parent that starts it, hands on what it says, and knows nothing else.
  const parent = spawn(
    process.execPath,
    [
      '--eval',
      `require('node:child_process').spawn(process.execPath, ['--import', 'tsx', 'sandbox/main.ts'],
         { stdio: ['pipe', 'inherit', 'inherit'] })
       setInterval(() => undefined, 1e6)`,
    ],
    { stdio: ['ignore', 'pipe', 'ignore'], env: environment({}) },
  )
  children.push(parent)
  const lines = createInterface({ input: parent.stdout })
  const [line] = (await once(lines, 'line')) as [string]
  const { url } = (JSON.parse(line) as Ready).ready
  expect(await answers(url)).toBe(true)
  // The pipe ends when nobody holds it any more, so after the sandbox itself.
  const over = once(lines, 'close')
  parent.kill('SIGKILL')
  await over
  expect(await answers(url)).toBe(false)
})

it('refuses to run in production for a public address, and runs for this machine', async () => {
  const refused = start({ NODE_ENV: 'production', APP_URL: 'https://shop.example' })
  const { code, errors } = await refused.ended
  expect(code).toBe(1)
  expect(errors).toContain('refuses to run in production')
  await ready(start({ NODE_ENV: 'production' }))
})

it('names what is wrong with its environment', async () => {
  const { code, errors } = await start({ SANDBOX_PARTS: 'stripe,weather' }).ended
  expect(code).toBe(1)
  expect(errors).toContain('SANDBOX_PARTS')
})
