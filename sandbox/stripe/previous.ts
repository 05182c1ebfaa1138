import { isDeepStrictEqual } from 'node:util'

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The values that changed, as they were: of a nested object only its changed fields, of a list the whole; null where
 * there was none. As in `event.data.previous_attributes`.
 */
export function previousOf(before: object, after: object): Record<string, unknown> {
  const [old, now] = [before as Record<string, unknown>, after as Record<string, unknown>]
  const previous: Record<string, unknown> = {}
  for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
    const [one, other] = [old[key], now[key]]
    // The order of fields is no difference: the database keeps its own.
    if (isDeepStrictEqual(one, other)) continue
    previous[key] = isPlain(one) && isPlain(other) ? previousOf(one, other) : (one ?? null)
  }
  return previous
}
