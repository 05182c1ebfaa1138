import { randomUUID } from 'node:crypto'
import { expect } from '@playwright/test'
import type { Client } from 'pg'
import { withClient } from '@/sandbox/postgres'
import { askOver, WEALTH, wealthyPerson } from '@/tests/support/person'
import type { Servers } from '@/tests/support/servers'
import { testWithServers } from './own-servers'
import { auditProblems } from './steps'

const test = testWithServers('kill')
test.setTimeout(120_000)

const STREAMS = 20
/** Every other asks something whose first step, a tool, is paid for and shown before its words begin. */
const questions = ['Write 300 words about toll roads.', 'What is my balance?'] as const

type Entry = { kind: string; delta: string }

const entriesOf = async (client: Client, userId: string) =>
  (
    await client.query<Entry>(
      `select kind, delta from "CreditEntry" where "userId" = $1 and kind <> 'grant' order by seq`,
      [userId],
    )
  ).rows

const count = async (client: Client, from: string) =>
  Number((await client.query<{ count: string }>(`select count(*) from ${from}`)).rows[0]?.count)

const toSandbox = (servers: Servers, method: string, path: string, body: object) =>
  fetch(`${servers.sandboxUrl}${path}`, {
    method,
    headers: { 'content-type': 'application/json', origin: servers.sandboxUrl },
    body: JSON.stringify(body),
  })

/** Asks and reads up to the answer's first words. `shown`: all that was read; `over`: how the stream went on to end. */
async function beginStream(appUrl: string, cookie: string, text: string) {
  const ids = { chatId: randomUUID(), messageId: randomUUID() }
  const response = await askOver(appUrl, cookie, { ...ids, text })
  expect(response.status).toBe(200)
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let shown = ''
  while (!shown.includes('"text-delta"')) {
    const { done, value } = await reader.read()
    if (done) throw new Error(`no word came: ${shown}`)
    shown += value
  }
  const rest = async (): Promise<'whole' | 'broken'> => {
    while (true) {
      const read = await reader.read().catch(() => undefined)
      if (!read) return 'broken'
      if (read.done) return 'whole'
    }
  }
  return { ids, shown, over: rest() }
}

test('kill -9 amidst 20 streams, and a restart: swept, nobody pays for what was not shown, books clean', async ({
  servers,
}) => {
  await withClient(servers.databaseUrl, async (client) => {
    const holds = () => count(client, '"CreditHold"')
    const slowly = { model: { msPerToken: 40, outputTokens: 400 } }
    await toSandbox(servers, 'PATCH', '/api/switches', slowly)
    const streams = []
    for (let index = 0; index < STREAMS; index += 1) {
      const withTool = index % 2 === 1
      const question = questions[withTool ? 1 : 0]
      const person = await wealthyPerson(client)
      streams.push({ person, withTool, question })
    }
    const begun = await Promise.all(
      streams.map(async (stream) => ({
        ...stream,
        ...(await beginStream(servers.appUrl, stream.person.cookie, stream.question)),
      })),
    )
    expect(await holds()).toBe(STREAMS)

    await servers.killApp()
    const ends = await Promise.all(begun.map(({ over }) => over))
    expect(new Set(ends)).toEqual(new Set(['broken']))
    // Nobody was left to close them.
    expect(await holds()).toBe(STREAMS)
    expect(await count(client, `"ChatMessage" where status = 'streaming'`)).toBe(STREAMS)

    await servers.startApp()
    // Past every hold's time: the panel's clock takes the app along.
    await toSandbox(servers, 'POST', '/api/clock/advance', { by: 'hour' })
    await fetch(`${servers.appUrl}/api/cron`, {
      method: 'POST',
      headers: { authorization: `Bearer ${servers.cronSecret}` },
    })
    await expect.poll(holds).toBe(0)
    expect(await auditProblems()).toEqual([])

    for (const { person, withTool, shown } of begun) {
      const entries = await entriesOf(client, person.id)
      // The words are given away, since nobody knows how many there were. A tool's step was paid when it was shown.
      expect(entries.map(({ kind }) => kind)).toEqual(withTool ? ['burn', 'lapse'] : ['lapse'])
      expect(shown.includes('"tool-output-available"')).toBe(withTool)
      const { rows } = await client.query<{ paid: string; held: string; debt: string }>(
        `select $2 - available as paid, held, debt from "CreditAccount" where "userId" = $1`,
        [person.id, WEALTH],
      )
      const paid = -entries.reduce((sum, { delta }) => sum + Number(delta), 0)
      expect(rows).toEqual([{ paid: String(paid), held: '0', debt: '0' }])
      expect(paid > 0).toBe(withTool)
    }

    // Whoever asks the same again is answered, and pays for that, once.
    const quickly = { model: { msPerToken: 0, outputTokens: null } }
    await toSandbox(servers, 'PATCH', '/api/switches', quickly)
    const [{ person, question, ids } = begun[0]!] = begun
    const again = await askOver(servers.appUrl, person.cookie, { ...ids, text: question })
    expect(again.status).toBe(200)
    expect(await again.text()).toContain('"text-delta"')
    await expect.poll(holds).toBe(0)
    const kinds = (await entriesOf(client, person.id)).map(({ kind }) => kind)
    expect(kinds).toEqual(['lapse', 'burn'])
    expect(await auditProblems()).toEqual([])
  })
})
