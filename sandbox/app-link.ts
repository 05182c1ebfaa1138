/** The way to the app besides webhooks: its clock, and the scheduler's call. */
export type AppLink = {
  /** Tells the app how far ahead its time is, in milliseconds. */
  setClock(offsetMs: number, stop: AbortSignal): Promise<void>
  /** What a scheduler does. */
  callCron(stop: AbortSignal): Promise<void>
}

/** A first call may have to wait until the app is compiled. */
const timeoutMs = 60_000

/** @param secret the app's CRON_SECRET. */
export function linkApp(appUrl: string, secret: string): AppLink {
  async function post(path: string, stop: AbortSignal, body?: object): Promise<void> {
    const response = await fetch(new URL(path, appUrl), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${secret}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), stop]),
    }).catch((error: Error) => {
      throw error.cause instanceof Error ? error.cause : error
    })
    await response.body?.cancel()
    if (!response.ok) throw new Error(`${path} answered ${response.status}`)
  }
  return {
    setClock: (offsetMs, stop) => post('/api/clock', stop, { offsetMs }),
    callCron: (stop) => post('/api/cron', stop),
  }
}
