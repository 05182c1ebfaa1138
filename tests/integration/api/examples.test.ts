import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { examples } from '@/components/docs/examples'
import { apiChatWorld, type ApiPerson } from '@/tests/support/api'
import { apiServer } from '@/tests/support/api-server'
import { curl } from '@/tests/support/curl'

// Every example of the documentation is run as it is printed there.

let world: Awaited<ReturnType<typeof apiChatWorld>>
let server: Awaited<ReturnType<typeof apiServer>>
let ada: ApiPerson
let variables: Record<'TOLLGATE_URL' | 'TOLLGATE_API_KEY', string>

beforeAll(async () => {
  world = await apiChatWorld()
  server = await apiServer()
})
afterAll(async () => {
  await server.close()
  await world.close()
})
beforeEach(async () => {
  ada = await world.person(100_000_000)
  variables = { TOLLGATE_URL: server.url, TOLLGATE_API_KEY: await ada.newKey() }
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  await ada.assertClean()
})

const folder = 'docs/examples/api'

let runs = 0

/** Runs a program and answers what it wrote. The question mark makes it a module that was not loaded before. */
async function run(name: string): Promise<string> {
  let written = ''
  vi.spyOn(console, 'log').mockImplementation((...line) => {
    written += `${line.join(' ')}\n`
  })
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written += String(text)
    return true
  })
  runs += 1
  await import(`${join(process.cwd(), folder, name)}.ts?run=${runs}`)
  return written
}

const shell = (name: string) => curl(readFileSync(`${folder}/${name}.sh`, 'utf8'), variables)

test('the page shows each of them', () => {
  const shown = Object.entries(examples).flatMap(([name, languages]) =>
    languages.map((language) => `${name}.${language}`),
  )
  expect(shown.toSorted()).toEqual(readdirSync(folder).toSorted())
})

describe('curl', () => {
  test('chats', async () => {
    const body = (await (await shell('chat')).json()) as { choices: object[] }
    expect(body.choices[0]).toMatchObject({ message: { content: expect.stringMatching(/\w+/) } })
  })

  test('streams', async () => {
    const text = await (await shell('stream')).text()
    expect(text).toContain('"total_tokens"')
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true)
  })

  test('asks again under the same key', async () => {
    const first = await shell('idempotency')
    const again = await shell('idempotency')
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(await again.json()).toEqual(await first.json())
  })

  test('makes an image', async () => {
    const body = (await (await shell('images')).json()) as { data: { b64_json: string }[] }
    expect(Buffer.from(body.data[0]!.b64_json, 'base64').subarray(1, 4).toString()).toBe('PNG')
  })

  test.each(['balance', 'usage', 'models'])('reads the %s', async (name) => {
    const response = await shell(name)
    expect(response.status).toBe(200)
    expect(await response.json()).toHaveProperty('object')
  })
})

describe('the program', () => {
  test('chats', async () => {
    expect(await run('chat')).toMatch(/\w+ \w+/)
  })

  test('streams', async () => {
    expect(await run('stream')).toMatch(/\w+ \w+[^]*\n\d+ tokens\n$/)
  })

  test('asks again under the same key', async () => {
    const first = await run('idempotency')
    expect(await run('idempotency')).toBe(first)
    expect(await ada.entries()).toHaveLength(1)
  })

  test('makes an image', async () => {
    const here = process.cwd()
    const program = join(here, folder, 'images.ts')
    const elsewhere = mkdtempSync(join(tmpdir(), 'tollgate-'))
    process.chdir(elsewhere)
    try {
      await import(program)
      expect(readFileSync('lighthouse.png').subarray(1, 4).toString()).toBe('PNG')
    } finally {
      process.chdir(here)
      rmSync(elsewhere, { recursive: true })
    }
  })

  test('tells what is missing', async () => {
    const poor = await world.person(7)
    vi.stubEnv('TOLLGATE_API_KEY', await poor.newKey())
    expect(await run('errors')).toMatch(
      /^Needs \d+ micro-credits, there are 7: http\S+\/billing\n$/,
    )
  })

  test('reads the balance', async () => {
    expect(await run('balance')).toBe('100 credits\n')
  })

  test('walks through the statement', async () => {
    await run('chat')
    expect(await run('usage')).toMatch(/T\S+Z chat -\d+\n$/)
  })

  test('lists the models', async () => {
    expect(await run('models')).toContain('gpt-5-mini\n')
  })
})
