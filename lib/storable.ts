/**
 * Postgres keeps neither U+0000 nor half a surrogate pair in a text, JSON may carry both: what comes from outside is
 * refused for it at the border (`isStorable`), what a model wrote is paid for and is mended (`storable`).
 */
export function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, inner]) => isStorable(key) && isStorable(inner))
}

/** A JSON value with every text made storable: U+0000 is left out, half a pair becomes the replacement character. */
export function storable<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value), (_key, inner: unknown) =>
    typeof inner === 'string' ? inner.replaceAll('\0', '').toWellFormed() : inner,
  ) as Value
}
