/** Repeatable randomness: the same parts give the same numbers, in any process. */
export type Random = {
  /** Whole, from `min` to `max`, both included. */
  int(min: number, max: number): number
  pick<Value>(values: readonly Value[]): Value
  /** True so often of a hundred. */
  percent(chance: number): boolean
}

export function randomOf(...parts: number[]): Random {
  // FNV-1a over the parts, then mulberry32.
  let state = 0x811c9dc5
  for (const part of parts) state = Math.imul(state ^ part, 0x01000193) ^ (part >>> 13)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  for (let i = 0; i < 4; i += 1) next()
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  return {
    int,
    pick: (values) => {
      const value = values[int(0, values.length - 1)]
      if (value === undefined) throw new Error('nothing to pick from')
      return value
    },
    percent: (chance) => next() * 100 < chance,
  }
}
