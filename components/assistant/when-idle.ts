/** Runs it when the page has all it asked for and the browser nothing else to do. Answers what calls it off. */
export function whenIdle(run: () => void): () => void {
  const controller = new AbortController()
  const { signal } = controller
  const wait = () => {
    // Safari has no such callback.
    if (typeof requestIdleCallback === 'undefined') setTimeout(() => signal.aborted || run(), 500)
    else requestIdleCallback(() => signal.aborted || run())
  }
  if (document.readyState === 'complete') wait()
  else window.addEventListener('load', wait, { once: true, signal })
  return () => controller.abort()
}
