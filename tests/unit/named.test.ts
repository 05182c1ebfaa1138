import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'

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
  const named = new Set(
    globSync('tests/{unit,integration,museum,e2e,chaos}/**/*.{test,spec}.{ts,tsx}')
      .flatMap(namesIn)
      .flatMap((name) => /^checklist ([\d, ]+)/.exec(name)?.[1]?.split(',') ?? [])
      .map(Number),
  )
  const wanted = lines('docs/stripe-checklist.md', /^(\d+)\. /gm).map(Number)
  test('there are forty', () => {
    expect(wanted).toEqual(Array.from({ length: 40 }, (_, place) => place + 1))
  })
  test.each(wanted)('checklist %i', (number) => {
    expect(named).toContain(number)
  })
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
