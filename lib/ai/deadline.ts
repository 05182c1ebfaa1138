import 'server-only'

/**
 * Aborts after so many milliseconds, unless `ended` comes first. The SDK's own total limit and AbortSignal.timeout cannot
 * be taken back: their timers keep everything the request holds in memory, its response included, until they fire.
 */
export function deadline(milliseconds: number, ended: Promise<void>): AbortSignal {
  const late = new AbortController()
  const timer = setTimeout(
    () => late.abort(new DOMException('The answer took too long.', 'TimeoutError')),
    milliseconds,
  )
  void ended.then(() => clearTimeout(timer))
  return late.signal
}
