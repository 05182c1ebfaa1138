import { expect } from 'vitest'
import type { Harness } from './harness'

/** What a test does to the sandbox besides the API: the levers of its panel. */
export function controlsOf({ url, stripe }: Pick<Harness, 'url' | 'stripe'>) {
  const call = (path: string, method = 'POST', body?: object) =>
    fetch(`${url}/sandbox/stripe/${path}`, {
      method,
      ...(body
        ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
        : {}),
    })

  return {
    call,
    /** @returns the answer of a call that must succeed. */
    async post<T>(path: string, body?: object): Promise<T> {
      const response = await call(path, 'POST', body)
      const answer = (await response.json()) as object
      expect(answer).not.toHaveProperty('error')
      return answer as T
    },
    /** Makes happen what would happen next by itself to this object; answers when that was, in Unix seconds. */
    async happen(id: string): Promise<number> {
      const response = await call(`due/${id}`)
      expect(response.status).toBe(200)
      return ((await response.json()) as { at: number }).at
    },
    /** The types of the events about this object, the oldest first. */
    async eventsOf(id: string): Promise<string[]> {
      const events = await stripe.events.list({ limit: 100 })
      return events.data
        .filter(({ data }) => (data.object as { id?: string }).id === id)
        .map(({ type }) => type)
        .toReversed()
    },
  }
}

export type Controls = ReturnType<typeof controlsOf>
