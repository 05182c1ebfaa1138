/** Runs once when the server starts, on every platform. */
export async function register(): Promise<void> {
  // The edge runtime gets neither the environment check nor its Node calls.
  if (process.env.NEXT_RUNTIME === 'nodejs')
    await (await import('./instrumentation-node')).register()
}
