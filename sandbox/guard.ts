import type { MiddlewareHandler } from 'hono'

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

export function isLoopback(hostname: string): boolean {
  return loopback.has(hostname) || hostname.endsWith('.localhost')
}

/**
 * The sandbox listens on the loopback address, but so reaches every page a developer has open. Two ways in are closed:
 * a name of theirs that resolves to 127.0.0.1 (DNS rebinding) by the Host header, and a form or `fetch` of another
 * site by Origin and Sec-Fetch-Site. Servers, the product among them, send neither of the latter.
 */
export const onlyFromHere: MiddlewareHandler = async (c, next) => {
  const refuse = (message: string) => c.json({ error: { type: 'forbidden', message } }, 403)
  const host = c.req.header('host') ?? ''
  const own = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : undefined
  if (!own || !isLoopback(own.hostname))
    return refuse('The sandbox answers on the loopback address only.')
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
  const origin = c.req.header('origin')
  if (origin !== undefined && origin !== own.origin)
    return refuse('Another site must not use the sandbox.')
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return refuse('Another site must not use the sandbox.')
  return next()
}
