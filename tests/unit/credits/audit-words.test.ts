import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { findingText, isKnownProblem } from '@/lib/credits/audit-words'

const finding = { userId: 'u', subject: 'account' }

test('every problem the audit can find has a sentence of its own', () => {
  const sql = readFileSync('prisma/functions/credit_audit.sql', 'utf8')
  const problems = [
    ...sql.matchAll(/select (?:distinct )?(?:\w\.)?"userId", '((?:[^']|'')+)'/g),
  ].map(([, problem = '']) => problem.replaceAll("''", "'"))
  expect(problems.length).toBeGreaterThan(10)
  expect(problems.filter((problem) => !isKnownProblem(problem))).toEqual([])
})

test('amounts are exact to the micro-credit', () => {
  const problem = 'balance differs from the statement'
  expect(findingText({ ...finding, problem, expected: '1000000', found: '1000001' })).toBe(
    'The account has 1.000001 credits, its statement comes to 1 credits.',
  )
})

test('numbers of entries are not amounts', () => {
  const problem = 'entries have a gap'
  expect(findingText({ ...finding, problem, expected: '2', found: '3' })).toBe(
    'Entry 3 stands in the place of 2.',
  )
})

test('a problem nobody has words for yet is still told', () => {
  expect(findingText({ ...finding, problem: 'new', expected: null, found: '7' })).toBe(
    'Expected nothing, found 7.',
  )
})
