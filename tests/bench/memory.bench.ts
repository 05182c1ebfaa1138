import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { PrismaPg } from '@prisma/adapter-pg'
import { Pool } from 'pg'
import { audit } from '@/lib/credits'
import { PrismaClient } from '@/prisma/generated/client'
import { withClient } from '@/sandbox/postgres'
import { median, type Bench, type Figure } from '@/tests/support/bench'
import { askOver, wealthyPerson } from '@/tests/support/person'
import { startServers, type Servers } from '@/tests/support/servers'
import { residentMemory } from './memory'

const people = 8
/** Turns before a user opens the next chat: histories grow, and end. */
const turnsPerChat = 10
const questions = [
  'What is my balance?',
  'Write a paragraph about toll roads.',
  'What did my last messages cost?',
  'Which plan am I on, and what does the next one cost?',
]

/** One chat turn as a browser makes it, read to its end. */
async function turn(appUrl: string, cookie: string, chatId: string, text: string): Promise<void> {
  const answer = await askOver(appUrl, cookie, { chatId, messageId: randomUUID(), text })
  const body = await answer.text()
  if (!answer.ok || !body.includes('"text-delta"') || body.includes('"type":"error"'))
    throw new Error(`A chat turn failed with ${answer.status}: ${body.slice(0, 300)}`)
}

/** So many turns, spread over the people, each of whom asks one thing at a time. */
async function chatOn(appUrl: string, cookies: string[], turns: number): Promise<void> {
  let asked = 0
  await Promise.all(
    cookies.map(async (cookie) => {
      let chatId = ''
      for (let mine = 0; asked < turns; mine += 1) {
        const question = questions[asked++ % questions.length] ?? ''
        if (mine % turnsPerChat === 0) chatId = randomUUID()
        await turn(appUrl, cookie, chatId, question)
      }
    }),
  )
}

const memoryOf = async ({ app, sandbox }: Servers) => ({
  app: await residentMemory(app.pid ?? 0),
  sandbox: await residentMemory(sandbox.pid ?? 0),
})

async function measure(servers: Servers, db: PrismaClient, turns: number): Promise<Figure[]> {
  const { appUrl, sandboxUrl } = servers
  await fetch(`${sandboxUrl}/api/switches`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', origin: sandboxUrl },
    body: JSON.stringify({ model: { msPerToken: 0 } }),
  })
  const cookies = await withClient(servers.databaseUrl, async (client) => {
    const found: string[] = []
    while (found.length < people) found.push((await wealthyPerson(client)).cookie)
    return found
  })
  const began = performance.now()
  const levels: Awaited<ReturnType<typeof memoryOf>>[] = []
  while (levels.length < 10) {
    await chatOn(appUrl, cookies, turns)
    levels.push(await memoryOf(servers))
  }
  const seconds = (performance.now() - began) / 1000
  const [first = { app: Number.NaN, sandbox: Number.NaN }] = levels
  // A leak goes on; what V8 has not collected yet comes and goes, so single readings are some 15 MB apart.
  const growth = (of: 'app' | 'sandbox') => {
    const all = levels.map((level) => level[of])
    process.stderr.write(`  ${of}: ${all.map((level) => level.toFixed(0)).join(' ')} MB\n`)
    return median(all.slice(-3)) - median(all.slice(0, 3))
  }

  // What follows the last byte of an answer: its chat is kept, its hold is closed.
  await sleep(1_000)
  const open = await db.creditHold.count()
  const drift = await audit(db, {})
  const answered = await db.creditEntry.groupBy({ by: ['userId'], where: { kind: 'burn' } })
  if (open > 0 || drift.length > 0 || answered.length !== people)
    throw new Error(`After the turns ${open} holds are open and the audit finds ${drift.length}.`)

  return [
    { name: 'app_memory', value: first.app, unit: 'MB', aim: 350 },
    { name: 'app_memory_growth', value: growth('app'), unit: 'MB' },
    { name: 'sandbox_memory', value: first.sandbox, unit: 'MB', aim: 200 },
    { name: 'sandbox_memory_growth', value: growth('sandbox'), unit: 'MB' },
    { name: 'chat_turns_per_second', value: (10 * turns) / seconds, unit: '1/s' },
  ]
}

const bench: Bench = {
  name: 'memory',
  async run({ quick }) {
    if (!existsSync('.next/prerender-manifest.json'))
      execFileSync('npm', ['run', 'build'], { stdio: ['ignore', 2, 2] })
    const servers = await startServers('bench')
    const pool = new Pool({ connectionString: servers.databaseUrl, max: 4 })
    const db = new PrismaClient({ adapter: new PrismaPg(pool) })
    try {
      return await measure(servers, db, quick ? 100 : 1_000)
    } finally {
      await db.$disconnect()
      await pool.end()
      await servers.close()
    }
  },
}

export default bench
