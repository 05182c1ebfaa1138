import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer, json } from 'node:stream/consumers'

export type Relay = { url: string; close(): Promise<void> }

/**
 * Stands between `stripe listen` and the app, and keeps what comes while it is told to: `PATCH /` with `{ paused }`, as the
 * sandbox's own switch does with its webhooks.
 */
export async function relayTo(appUrl: string): Promise<Relay> {
  let letGo: (() => void) | undefined
  let open = Promise.resolve()

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'PATCH') {
      const { paused } = (await json(request)) as { paused: boolean }
      letGo?.()
      letGo = undefined
      if (paused) open = new Promise((resolve) => (letGo = resolve))
      response.writeHead(204).end()
      return
    }
    const body = await buffer(request)
    await open
    const answer = await fetch(new URL(request.url ?? '/', appUrl), {
      method: 'POST',
      headers: {
        'content-type': request.headers['content-type'] ?? '',
        'stripe-signature': String(request.headers['stripe-signature'] ?? ''),
      },
      body: new Uint8Array(body),
    })
    response.writeHead(answer.status).end(await answer.text())
  }

  const server = createServer((request, response) => {
    pass(request, response).catch((error: unknown) => response.destroy(error as Error))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        letGo?.()
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
