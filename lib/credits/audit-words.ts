import { exactCredits } from './decimal'
import type { Drift } from './types'

/** One disagreement as an audit run keeps it: the numbers as text, since JSON has no integers of this size. */
export type Finding = {
  userId: string
  problem: string
  /** `account`, or which entry, bucket or hold. */
  subject: string
  expected: string | null
  found: string | null
}

const text = (value: bigint | null) => (value === null ? null : String(value))

/** What the ledger's audit answers, as it is kept. */
export const toFinding = ({ userId, problem, subject, expected, found }: Drift): Finding => ({
  userId,
  problem,
  subject,
  expected: text(expected),
  found: text(found),
})

const amount = (micro: string | null) =>
  micro === null ? 'nothing' : `${exactCredits(BigInt(micro))} credits`

type Words = (expected: string | null, found: string | null) => string

/** By the problem's name in prisma/functions/credit_audit.sql. */
const sentences: Record<string, Words> = {
  'balance differs from the open buckets': (expected, found) =>
    `The account has ${amount(found)}, its open buckets hold ${amount(expected)}.`,
  'held differs from the live holds': (expected, found) =>
    `The account sets ${amount(found)} aside, its live holds come to ${amount(expected)}.`,
  'balance differs from the statement': (expected, found) =>
    `The account has ${amount(found)}, its statement comes to ${amount(expected)}.`,
  'debt differs from the statement': (expected, found) =>
    `The account owes ${amount(found)}, its statement comes to ${amount(expected)}.`,
  'number of entries differs from the counter': (expected, found) =>
    `The account counts ${expected} entries, its statement has ${found}.`,
  'entries have a gap': (expected, found) => `Entry ${found} stands in the place of ${expected}.`,
  'entry does not continue the one before': (expected, found) =>
    expected === null
      ? 'The entry before it is missing.'
      : `The balance after it is ${amount(found)}; with its own amount the entry before leads to ${amount(expected)}.`,
  'bucket was not granted by the statement': (expected, found) =>
    `The bucket was opened with ${amount(found)}, the statement granted it ${amount(expected)}.`,
  "bucket's rest differs from the statement": (expected, found) =>
    `${amount(found)} remain in the bucket; by the statement it should be ${amount(expected)}.`,
  "bucket's expired part differs from the statement": (expected, found) =>
    `The bucket says that ${amount(found)} expired, the statement ${amount(expected)}.`,
  "bucket's clawed-back part differs from the statement": (expected, found) =>
    `The bucket says that ${amount(found)} were clawed back, the statement ${amount(expected)}.`,
  "bucket's reversal differs from the statement": (expected, found) =>
    `The bucket says that ${amount(found)} are asked back, the statement ${amount(expected)}.`,
  'frozen differs from its causes': (expected, found) =>
    `The account is ${found === '0' ? 'not ' : ''}frozen, with ${expected} causes to be.`,
  'hold of an operation that has ended': (_expected, found) =>
    `${amount(found)} are still held though the operation has its final entry.`,
  'entries or holds without an account': () =>
    'There are entries or holds of a user who has no account.',
}

/** Whether a problem has a sentence of its own. */
export const isKnownProblem = (problem: string): boolean => Object.hasOwn(sentences, problem)

/** What was expected and what was found, as a sentence; amounts exact to the micro-credit. */
export function findingText({ problem, expected, found }: Finding): string {
  return (
    sentences[problem]?.(expected, found) ?? `Expected ${expected ?? 'nothing'}, found ${found}.`
  )
}
