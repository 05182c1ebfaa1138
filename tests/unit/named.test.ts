import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { notApplicable } from '@/tests/e2e/against-stripe'
import { leftOut } from '@/tests/support/stripe-key.mjs'

/** What tests are called: the first argument of each `test`, `it` and `describe`, also of their `each`. */
const namesIn = (file: string): string[] =>
  [
    ...readFileSync(file, 'utf8').matchAll(
      /\b(?:test|it|describe)(?:\.each\b[\s\S]*?\)|\.\w+)?\(\s*(['"`])([\s\S]*?)\1/g,
    ),
  ].map(([, , name = '']) => name)

const lines = (file: string, line: RegExp): string[] =>
  [...readFileSync(file, 'utf8').matchAll(line)].map(([, found = '']) => found)

describe('every line of docs/stripe-checklist.md has a test that names its number', () => {
  const names = globSync(
    'tests/{unit,integration,museum,e2e,chaos}/**/*.{test,spec}.{ts,tsx}',
  ).flatMap(namesIn)
  const named = new Set(
    names.flatMap((name) => /^checklist ([\d, ]+)/.exec(name)?.[1]?.split(',') ?? []).map(Number),
  )
  const wanted = lines('docs/stripe-checklist.md', /^(\d+)\. /gm).map(Number)
  test('there are forty', () => {
    expect(wanted).toEqual(Array.from({ length: 40 }, (_, place) => place + 1))
  })
  test.each(wanted)('checklist %i', (number) => {
    expect(named).toContain(number)
  })
  test.each(lines('docs/stripe-checklist.md', /^- (\d+\.\d+) /gm))('FEATURES %s', (number) => {
    expect(names.some((name) => new RegExp(`\\bFEATURES ${number}\\b(?!\\.)`).test(name))).toBe(
      true,
    )
  })
})

test('what does not run against Stripe itself is a spec, and says why; nothing else asks for the sandbox’s Stripe', () => {
  const specs = globSync('tests/e2e/*.spec.ts')
  const left = Object.keys(notApplicable)
  expect(specs.map((path) => basename(path))).toEqual(expect.arrayContaining(left))
  for (const path of specs.filter((file) => !left.includes(basename(file))))
    expect([
      path,
      /\/sandbox\/stripe|\/api\/clock|own-servers/.test(readFileSync(path, 'utf8')),
    ]).toEqual([path, false])
})

test('the browser tests run against Stripe with the key of a test account only', () => {
  expect(leftOut({})).toContain('no STRIPE_SECRET_KEY')
  expect(leftOut({ STRIPE_SECRET_KEY: 'sk_live_abc' })).toContain('no real money')
  expect(leftOut({ STRIPE_SECRET_KEY: 'sk_test_abc' })).toBeUndefined()
})

describe('every exhibit of tests/museum/README.md has its test', () => {
  const files = globSync('tests/museum/*.test.ts')
  const names = files.flatMap(namesIn)
  const exhibits = lines('tests/museum/README.md', /^\| (\S+ \d[\d-]*) +\|/gm)
  test('there are more than forty', () => {
    expect(exhibits.length).toBeGreaterThan(40)
  })
  test.each(exhibits)('%s', (exhibit) => {
    const file = exhibit.toLowerCase().replaceAll(' ', '-')
    const own = files.some(
      (path) => basename(path).startsWith(`${file}.`) || basename(path).startsWith(`${file}-`),
    )
    expect(own || names.some((name) => name.includes(exhibit))).toBe(true)
  })
})
