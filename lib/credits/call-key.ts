/**
 * The operation keys of one request's model calls: `<request>/<step>/<attempt>`, or `<request>~<run>/<step>/<attempt>` when a
 * failed request was tried again; step, attempt and run are plain numbers.
 */
const shape = /^(.+?)(?:~\d+)?\/\d+\/\d+$/s

/** What the keys of one request's calls begin with; `null` for an operation that stands alone. */
export function requestPrefix(operationKey: string): string | null {
  return shape.exec(operationKey)?.[1] ?? null
}
