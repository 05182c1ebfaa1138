import { expect, test } from 'vitest'
import { script } from '@/tests/bench/ledger/pgbench'
import { ratio, tail } from '@/tests/bench/ledger/ratios'
import type { Round } from '@/tests/bench/ledger/rounds'
import { workloads } from '@/tests/bench/ledger/workloads'
import { scriptsOf } from '@/tests/bench/scripts'
import { median, misses, type Figure } from '@/tests/support/bench'

const figure = (value: number, promise: Partial<Figure>): Figure => ({
  name: 'x',
  unit: 'ratio',
  value,
  ...promise,
})

test('a figure misses an aim it exceeds, a floor it falls below, and either when it is no number', () => {
  expect(misses(figure(3, { aim: 3 }))).toBe(false)
  expect(misses(figure(3.01, { aim: 3 }))).toBe(true)
  expect(misses(figure(0.65, { floor: 0.65 }))).toBe(false)
  expect(misses(figure(0.649, { floor: 0.65 }))).toBe(true)
  expect(misses(figure(Number.NaN, { aim: 3 }))).toBe(true)
  expect(misses(figure(Number.NaN, { floor: 0.65 }))).toBe(true)
  expect(misses(figure(Number.NaN, {}))).toBe(false)
})

const rounds = [
  [100, 200],
  [90, 100],
  [50, 200],
].map(
  ([charge, bare]) =>
    ({
      charge_hot: {
        turns: 1,
        turnsPerSecond: charge,
        latencies: Array.from({ length: 200 }, (_, turn) => (turn < 197 ? 1 : 7)),
      },
      bare_hot: { turns: 1, turnsPerSecond: bare, latencies: [] },
    }) as unknown as Round,
)

test('a ratio compares the two of each round and takes the middle', () => {
  // The ratio of the medians would be 90 / 200.
  expect(ratio(rounds, 'charge_hot', 'bare_hot')).toEqual({ value: 0.5, low: 0.25, high: 0.9 })
  expect(median([3, 1, 2])).toBe(2)
})

test('the tail is the slowest of a hundred over the usual', () => {
  expect(tail(rounds, 'charge_hot')).toEqual({ value: 7, low: 7, high: 7 })
})

test('the bare update draws the same numbers as the charge, and statements of one step travel together', () => {
  const drawn = (name: 'bare_hot' | 'charge_hot' | 'usual_spread') =>
    script({ name, ...workloads[name] })
      .split('\n')
      .filter((line) => line.startsWith('\\set'))
  expect(drawn('bare_hot')).toEqual(drawn('charge_hot'))
  const usual = script({ name: 'usual', ...workloads.usual_spread })
  expect(usual).toMatch(/\\startpipeline\ninsert into usual_entry .*;\ncommit;\n\\endpipeline/)
})

test('the scripts of a page are all it names, but for those of browsers without modules', () => {
  const html = `<script src="/_next/static/chunks/a-1~.js" async=""></script>
    <script src="/_next/static/chunks/old.js" noModule="" nonce="x"></script>
    <script nonce="x">self.__next_f.push([1,"I[1,[\\"/_next/static/chunks/a-1~.js\\",\\"/_next/static/chunks/b.js\\"]]"])</script>`
  expect(scriptsOf(html)).toEqual(['static/chunks/a-1~.js', 'static/chunks/b.js'])
})
