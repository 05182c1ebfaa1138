import { describe, expect, test } from 'vitest'
import { lineNote, lineTitle, callText } from '@/components/credits/words'
import type { StatementEntry, StatementLine } from '@/lib/credits'
import { credits } from '@/lib/credits/unit'

const entry = (change: Partial<StatementEntry>): StatementEntry => ({
  seq: 1,
  at: '2026-01-01T00:00:00.000Z',
  kind: 'burn',
  delta: credits(-1),
  debtDelta: credits(0),
  balanceAfter: credits(99),
  operationKey: 'chat:1/0/0',
  detail: null,
  buckets: [],
  ...change,
})

const call = (model: string) => entry({ detail: { operation: 'chat', requestId: '1', model } })

const line = (change: Partial<StatementLine>): StatementLine => ({
  ...entry({}),
  calls: [],
  ...change,
})

describe('a line of the statement', () => {
  test('tells what a change of plan took back from what a refund did', () => {
    const taken = line({ kind: 'clawback', delta: credits(-10) })
    expect(lineTitle(taken)).toBe('Payment returned')
    const detail = { operation: '', requestId: '', invoiceLine: 'il_1' }
    expect(lineTitle({ ...taken, detail })).toBe('Plan changed')
  })

  test('of several calls names each model once and counts the calls', () => {
    const calls = [call('gpt-5-mini'), call('gpt-5'), call('gpt-5-mini')]
    const turn = line({ detail: calls[0]?.detail ?? null, calls })
    expect(lineTitle(turn)).toBe('Assistant')
    expect(lineNote(turn)).toBe('gpt-5-mini, gpt-5, 3 calls')
  })

  test('of a program names its key', () => {
    const apiKey = { id: '1', prefix: 'tg_4fKq81Zr' }
    const detail = { operation: 'chat', requestId: '1', model: 'gpt-5-mini', apiKey }
    const one = line({ detail, calls: [entry({ detail })] })
    expect(lineTitle(one)).toBe('API')
    expect(lineNote(one)).toBe('key tg_4fKq81Zr…, gpt-5-mini')
    const picture = line({ detail: { ...detail, operation: 'image' } })
    expect(lineTitle(picture)).toBe('Image')
  })

  test('of credits is named after where they came from', () => {
    const buckets = [
      { grantId: '1', amount: credits(250), kind: 'topup', reason: '250 credits', paidBy: 'pi_1' },
    ] satisfies StatementEntry['buckets']
    expect(lineTitle(line({ kind: 'grant', buckets }))).toBe('Top-up')
    expect(lineNote(line({ kind: 'grant', buckets }))).toBe('250 credits')
    expect(lineTitle(line({ kind: 'expire', buckets }))).toBe('Expired')
  })
})

test('what a call took is said where it was counted: tokens with their parts, or units', () => {
  const detail = { operation: 'chat', requestId: '1' }
  expect(callText(entry({ detail }))).toBe('')
  expect(
    callText(
      entry({ detail: { ...detail, inputTokens: 1_500, cachedTokens: 200, outputTokens: 90 } }),
    ),
  ).toBe('1,500 tokens in (200 of them cached), 90 out')
  expect(callText(entry({ detail: { ...detail, inputTokens: 15, outputTokens: 9 } }))).toBe(
    '15 tokens in, 9 out',
  )
  const thought = { inputTokens: 15, outputTokens: 90, reasoningTokens: 64 }
  expect(callText(entry({ detail: { ...detail, ...thought } }))).toBe(
    '15 tokens in, 90 out (64 of them reasoning)',
  )
  const pictures = { operation: 'image', requestId: '1', units: 2 }
  expect(callText(entry({ detail: pictures }))).toBe('2 images')
})
