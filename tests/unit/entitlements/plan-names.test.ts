import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { planKeys } from '@/lib/catalogue'

/** Where plans are defined, resolved, and written from what Stripe says. Everybody else asks for a feature or a limit. */
const mayKnow = /^lib\/(?:catalogue\.ts|entitlements\/|billing\/)/

const name = `['"\`](?:${planKeys.join('|')})['"\`]`
const compares = new RegExp(
  [
    `[!=]==?\\s*${name}`,
    `${name}\\s*[!=]==?`,
    `case\\s+${name}`,
    `(?:includes|startsWith|has)\\(\\s*${name}`,
    `\\[[^\\]]*${name}[^\\]]*\\]\\s*\\.includes\\(`,
  ].join('|'),
)

const files = globSync('{app,components,lib}/**/*.{ts,tsx}')

test('no code asks for a plan by its name (FEATURES 4.1)', () => {
  expect(files.length).toBeGreaterThan(300)
  const offenders = files
    .filter((file) => !mayKnow.test(file) && compares.test(readFileSync(file, 'utf8')))
    .map((file) => `${file} compares with a plan's name: ask canUse() or limit() instead`)
  expect(offenders).toEqual([])
})

test.each([
  `if (plan === 'pro') return`,
  `plan !== "free"`,
  `case 'business':`,
  `['pro', 'business'].includes(plan)`,
  `'enterprise' == plan`,
])('and would be found: %s', (code) => {
  expect(code).toMatch(compares)
})
