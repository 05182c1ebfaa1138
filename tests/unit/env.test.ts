import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { exportsTraces, parseEnv } from '@/lib/env'

const keys = {
  APP_URL: 'https://app.example.com',
  DATABASE_URL: 'postgresql://u:p@db.example.com/app',
  AUTH_SECRET: 'a-secret-of-some-length',
  CRON_SECRET: 'another-secret-of-length',
  STRIPE_SECRET_KEY: 'sk_live_abc123',
  STRIPE_WEBHOOK_SECRET: 'whsec_abc',
  OPENAI_API_KEY: 'sk-abc',
  SMTP_URL: 'smtp://mail.example.com:587',
}

test('a whole environment is taken', () => {
  expect(parseEnv(keys)).toMatchObject({ APP_URL: keys.APP_URL, NODE_ENV: 'development' })
})

test.each(Object.keys(keys))('%s missing or empty is named', (key) => {
  expect(() => parseEnv({ ...keys, [key]: undefined })).toThrow(`${key}: is missing`)
  expect(() => parseEnv({ ...keys, [key]: '' })).toThrow(`${key}: is missing`)
})

test('all that is missing is named at once', () => {
  expect(() => parseEnv({})).toThrow(
    new RegExp(
      Object.keys(keys)
        .map((key) => `${key}: is missing`)
        .join('[^]*'),
    ),
  )
})

test.each([
  ['STRIPE_SECRET_KEY', 'pk_test_abc'],
  ['STRIPE_WEBHOOK_SECRET', 'secret'],
  ['STRIPE_WEBHOOK_SECRET', 'whsec_abc, whsec_def'],
  ['DATABASE_URL', 'mysql://localhost/app'],
  ['APP_URL', 'app.example.com'],
  ['AUTH_SECRET', 'short'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector'],
  ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
  ['SMTP_URL', 'mail.example.com'],
])('%s of the wrong form is named, and its value is not repeated', (key, value) => {
  const parse = () => parseEnv({ ...keys, [key]: value })
  expect(parse).toThrow(new RegExp(`^  ${key}: (?!is missing)`, 'm'))
  expect(parse).not.toThrow(value)
})

test('a second provider may be named by its key alone, not by its address alone', () => {
  expect(parseEnv({ ...keys, OPENAI_FALLBACK_API_KEY: 'sk-b' }).OPENAI_FALLBACK_API_KEY).toBe(
    'sk-b',
  )
  expect(() => parseEnv({ ...keys, OPENAI_FALLBACK_BASE_URL: 'https://b.example.com/v1' })).toThrow(
    'OPENAI_FALLBACK_BASE_URL: needs OPENAI_FALLBACK_API_KEY',
  )
})

test('no stand-in beside a public address, and none with live money', () => {
  const local = { ...keys, APP_URL: 'http://localhost:3000', STRIPE_SECRET_KEY: 'sk_test_abc' }
  const standIn = 'http://127.0.0.1:4400'
  expect(() => parseEnv({ ...local, SANDBOX_URL: standIn, STRIPE_API_URL: standIn })).not.toThrow()
  expect(() => parseEnv({ ...keys, SANDBOX_URL: standIn })).toThrow('SANDBOX_URL')
  expect(() => parseEnv({ ...local, SANDBOX_URL: 'https://sandbox.example.com' })).toThrow(
    'SANDBOX_URL',
  )
  expect(() => parseEnv({ ...local, APP_URL: keys.APP_URL, STRIPE_API_URL: standIn })).toThrow(
    'STRIPE_API_URL',
  )
  expect(() =>
    parseEnv({ ...local, STRIPE_SECRET_KEY: 'sk_live_abc', STRIPE_API_URL: standIn }),
  ).toThrow('STRIPE_API_URL')
})

test.each([
  [{}, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, true],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces' }, true],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_SDK_DISABLED: 'true' }, false],
])('traces are exported only where a collector is named: %o %s', (more, exported) => {
  expect(exportsTraces(parseEnv({ ...keys, ...more }))).toBe(exported)
})

test('.env.example explains every key that is read', () => {
  const example = readFileSync('.env.example', 'utf8')
  const keys = [...readFileSync('lib/env.ts', 'utf8').matchAll(/^ {2}([A-Z][A-Z_]+):/gm)]
    .map(([, key]) => key)
    // The tools set it: development, production or test.
    .filter((key) => key !== 'NODE_ENV')
  expect(keys.length).toBeGreaterThan(15)
  expect(keys.filter((key) => !new RegExp(`\\b${key}\\b`).test(example))).toEqual([])
})
