import { describe, expect, test } from 'vitest'
import { filterParams, isFiltered, parseFilter, readFilter } from '@/lib/credits/statement-filter'

describe('a filter in the address', () => {
  test('comes back as it was', () => {
    const filter = {
      kind: 'spent',
      model: 'openai/gpt-5:latest',
      from: '2028-02-29',
      to: '2028-03-01',
    } as const
    expect(readFilter(Object.fromEntries(filterParams(filter)))).toEqual(filter)
  })

  test('is nothing when it narrows nothing', () => {
    expect(isFiltered(readFilter({ kind: 'all', from: '', unknown: 'x' }))).toBe(false)
  })

  test('keeps what is sound beside nonsense', () => {
    expect(readFilter({ kind: 'spent', from: '2026-02-29' })).toEqual({ kind: 'spent' })
  })

  test('takes its days in either order', () => {
    expect(readFilter({ from: '2026-03-02', to: '2026-03-01' })).toMatchObject({
      from: '2026-03-01',
      to: '2026-03-02',
    })
  })
})

test('a program is told what is wrong with it', () => {
  expect(parseFilter({ kind: 'spend' })).toEqual({
    ok: false,
    problem: 'kind is one of all, spent, added, expired, taken_back, repaid, held.',
  })
  for (const from of ['2026-02-29', '2026-3-1', '1999-01-01'])
    expect(parseFilter({ from })).toEqual({
      ok: false,
      problem: 'from is a day like 2026-01-31.',
    })
})
