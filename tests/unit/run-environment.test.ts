import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parseEnv } from '@/lib/env'
import { appEnvironment, realParts } from '@/sandbox/run-environment'

const folder = mkdtempSync(join(tmpdir(), 'tollgate-secrets-'))
afterAll(() => rmSync(folder, { recursive: true }))

const addresses = {
  appUrl: 'http://localhost:3000',
  databaseUrl: 'postgresql://postgres@127.0.0.1:54329/tollgate',
  sandbox: { url: 'http://127.0.0.1:4400', smtpUrl: 'smtp://127.0.0.1:4401' },
}

const fill = (own: Record<string, string>) =>
  appEnvironment(own, addresses, join(folder, 'secrets.json'))

test('without any key the sandbox fills all of them, and the app takes them', async () => {
  const env = await fill({})
  expect(parseEnv(env)).toMatchObject({
    APP_URL: addresses.appUrl,
    DATABASE_URL: addresses.databaseUrl,
    STRIPE_API_URL: addresses.sandbox.url,
    OPENAI_BASE_URL: `${addresses.sandbox.url}/model/v1`,
    OPENAI_FALLBACK_BASE_URL: `${addresses.sandbox.url}/model-backup/v1`,
    SMTP_URL: addresses.sandbox.smtpUrl,
    SANDBOX_URL: addresses.sandbox.url,
    SANDBOX_CLOCK: 'on',
  })
})

test('yesterday’s secrets are today’s', async () => {
  const { AUTH_SECRET, STRIPE_WEBHOOK_SECRET } = await fill({})
  expect(await fill({})).toMatchObject({ AUTH_SECRET, STRIPE_WEBHOOK_SECRET })
})

const own = {
  STRIPE_SECRET_KEY: { value: 'sk_test_mine', part: 'stripe', standIn: 'STRIPE_API_URL' },
  OPENAI_API_KEY: { value: 'sk-mine', part: 'model', standIn: 'OPENAI_BASE_URL' },
} as const

test.each(Object.entries(own))('%s replaces its part, and no other', async (key, given) => {
  const { value, part, standIn } = given
  const env = await fill({ [key]: value })
  expect(env[key]).toBe(value)
  expect(env[standIn]).toBeUndefined()
  for (const other of Object.values(own).filter((each) => each.part !== part))
    expect(env[other.standIn]).toContain(addresses.sandbox.url)
  expect(realParts({ [key]: value })).toEqual({
    database: false,
    stripe: false,
    model: false,
    mail: false,
    [part]: true,
  })
})

test('a second provider of one’s own is asked beside the sandbox’s model, not the sandbox’s second one', async () => {
  const env = await fill({ OPENAI_FALLBACK_API_KEY: 'sk-mine' })
  expect(env.OPENAI_BASE_URL).toContain(addresses.sandbox.url)
  expect(env.OPENAI_FALLBACK_API_KEY).toBe('sk-mine')
  expect(env.OPENAI_FALLBACK_BASE_URL).toBeUndefined()
  expect((await fill({ OPENAI_API_KEY: 'sk-mine' })).OPENAI_FALLBACK_API_KEY).toBeUndefined()
})

test('a mail server and a database of one’s own are used as they are', async () => {
  const mine = {
    SMTP_URL: 'smtp://mail.example.com',
    DATABASE_URL: 'postgresql://db.example.com/x',
  }
  expect(await fill(mine)).toMatchObject(mine)
  expect(realParts(mine)).toMatchObject({ mail: true, database: true, stripe: false, model: false })
})
