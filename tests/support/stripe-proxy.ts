import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

export type StripeCall = {
  method: string
  path: string
  /** The form fields as sent. */
  fields: Record<string, string>
  idempotencyKey: string | undefined
  /** What was answered: filled when the answer is there. */
  status?: number
}

type Answer = { status: number; body: unknown }

/** Looks at a call and what the sandbox answered, and may put another answer in its place. */
type Rewrite = (
  call: StripeCall,
  answer: Answer,
) => Answer | undefined | Promise<Answer | undefined>

export type StripeProxy = {
  url: string
  calls: StripeCall[]
  /** Lets a function see and change every answer until the returned function is called. */
  rewrite(rewrite: Rewrite): () => void
  close(): Promise<void>
}

/**
 * Stands between the app and the sandbox's Stripe API: records what the app sends and, on demand, loses or changes
 * answers on the wire, as networks and Stripe's bad days do.
 */
export async function stripeProxy(target: string): Promise<StripeProxy> {
  const calls: StripeCall[] = []
  const rewrites = new Set<Rewrite>()

  async function relay(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request)
    const { pathname, search } = new URL(request.url ?? '/', target)
    const call: StripeCall = {
      method: request.method ?? 'GET',
      path: pathname,
      fields: Object.fromEntries(new URLSearchParams(body.length ? body.toString() : search)),
      idempotencyKey: request.headers['idempotency-key']?.toString(),
    }
    calls.push(call)
    const forwarded = await fetch(new URL(pathname + search, target), {
      method: call.method,
      headers: Object.entries(request.headers).flatMap(([name, value]) =>
        typeof value === 'string' && !['host', 'connection', 'content-length'].includes(name)
          ? [[name, value] as [string, string]]
          : [],
      ),
      body: body.length ? new Uint8Array(body) : undefined,
    })
    let answer: Answer = { status: forwarded.status, body: await forwarded.json() }
    for (const rewrite of rewrites) answer = (await rewrite(call, answer)) ?? answer
    call.status = answer.status
    response.writeHead(answer.status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer.body))
  }

  const server = createServer((request, response) => {
    relay(request, response).catch((error: unknown) => response.destroy(error as Error))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    rewrite(rewrite) {
      rewrites.add(rewrite)
      return () => rewrites.delete(rewrite)
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections()
        server.close((error) => (error ? reject(error) : resolve()))
      }),
  }
}
