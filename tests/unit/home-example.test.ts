import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { exampleCode } from '@/components/marketing/example-code'

test('the code on the home page is the example the compiler checks', () => {
  const source = readFileSync('docs/examples/metered-feature.ts', 'utf8')
  expect(source).toContain(exampleCode)
})
