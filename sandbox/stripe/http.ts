import { Hono, type Context as HonoContext } from 'hono'
import type { Pool } from 'pg'
import { z } from 'zod'
import { requestId, type Context, type Look, type Transact } from './context'
import { StripeFailure, unknownRoute } from './errors'
import { expand } from './expand'
import { parseForm } from './form'
import { claimKey, fingerprintOf, keepAnswer, releaseKey, type Answer } from './idempotency'
import { apiVersion } from './objects'
import { readParams } from './params'
import type { Route } from './route'
import { followTestClock, namesIn } from './test-clock-of'

const expandParam = z.array(z.string()).optional()
const largestBody = 1_000_000

function checkKey(authorization: string | undefined): void {
  const [scheme = '', credentials = ''] = (authorization ?? '').split(' ')
  const key =
    scheme.toLowerCase() === 'basic'
      ? Buffer.from(credentials, 'base64').toString().split(':')[0]!
      : credentials
  if (/^(sk|rk)_test_\w+$/.test(key)) return
  throw new StripeFailure(401, {
    type: 'invalid_request_error',
    message: key
      ? `Invalid API Key provided: ${key.slice(0, 8)}${'*'.repeat(12)}`
      : "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details.",
  })
}

const isReadOnly = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === '25006'

function failureOf(error: unknown): StripeFailure {
  if (error instanceof StripeFailure) return error
  console.error('The Stripe sandbox failed:', error)
  return new StripeFailure(500, {
    type: 'api_error',
    message: 'The Stripe sandbox failed at this request; its terminal says why.',
  })
}

const errorBody = (failure: StripeFailure, id: string) => ({
  error: {
    ...failure.body,
    request_log_url: `https://dashboard.stripe.com/test/logs/${id}?t=${Math.floor(Date.now() / 1000)}`,
  },
})

function reply(c: HonoContext, answer: Answer, key?: string, replayed = false): Response {
  const headers = new Headers({
    'content-type': 'application/json',
    'request-id': answer.requestId,
    'stripe-version': c.req.header('stripe-version') ?? apiVersion,
    'stripe-should-retry': String(answer.status === 409 || answer.status >= 500),
    'cache-control': 'no-cache, no-store',
  })
  if (answer.status < 400) headers.delete('stripe-should-retry')
  if (key) headers.set('idempotency-key', key)
  if (replayed) {
    headers.set('idempotent-replayed', 'true')
    headers.set('original-request', answer.requestId)
  }
  return new Response(JSON.stringify(answer.body, null, 2), { status: answer.status, headers })
}

async function parametersOf(c: HonoContext): Promise<string> {
  const query = new URL(c.req.url).search.slice(1)
  if (c.req.method === 'GET') return query
  const sent = await c.req.text()
  // The SDK deletes with its parameters in the address, others put them into the body.
  const body = c.req.method === 'DELETE' && sent === '' ? query : sent
  if (body.length > largestBody)
    throw new StripeFailure(413, { type: 'invalid_request_error', message: 'Request too large' })
  return body
}

/** The API as a Hono app over routes: keys, parameters, idempotency, one transaction or look, expansion, errors. */
export function createApi(pool: Pool, transact: Transact, look: Look, routes: Route[]): Hono {
  async function serve(c: HonoContext, route: Route): Promise<Response> {
    const id = requestId()
    const key = c.req.method === 'POST' ? c.req.header('idempotency-key') : undefined
    let claimed = false
    try {
      checkKey(c.req.header('authorization'))
      const encoded = await parametersOf(c)
      const { expand: wanted, ...form } = parseForm(encoded)
      const params = readParams(route.params, form)
      const paths = readParams(z.object({ expand: expandParam }), wanted ? { expand: wanted } : {})
      if (key) {
        const known = await claimKey(pool, key, fingerprintOf(c.req.method, c.req.path, encoded))
        if (known) return reply(c, known, key, true)
        claimed = true
      }
      const work = async (context: Context): Promise<Answer> => {
        if (c.req.method !== 'GET')
          await followTestClock(context, [...Object.values(c.req.param()), ...namesIn(form)])
        const result = await route.run(context, params as never, c.req.param())
        const body = await expand(context.store, result, paths.expand ?? [])
        const answer = { status: 200, body, requestId: id }
        if (key) await keepAnswer(context.client, key, answer)
        return answer
      }
      if (c.req.method === 'GET') {
        const seen = await look(work).catch((error: unknown) => {
          // A few make what they show: the default configuration of the portal, a payment method of a test token.
          if (isReadOnly(error)) return undefined
          throw error
        })
        if (seen) return reply(c, seen)
      }
      const answer = await transact(
        (context) =>
          work(context).catch(async (error: unknown) => {
            if (key && error instanceof StripeFailure && error.keepChanges)
              await keepAnswer(context.client, key, {
                status: error.status,
                body: errorBody(error, id),
                requestId: id,
              })
            throw error
          }),
        { id, idempotencyKey: key ?? null },
      )
      return reply(c, answer, key)
    } catch (error) {
      if (claimed && key) await releaseKey(pool, key)
      const failure = failureOf(error)
      return reply(c, { status: failure.status, body: errorBody(failure, id), requestId: id }, key)
    }
  }

  const api = new Hono()
  for (const route of routes) api.on(route.method, route.path, (c) => serve(c, route))
  api.all('*', (c) => {
    const id = requestId()
    const failure = unknownRoute(c.req.method, c.req.path)
    return reply(c, { status: 404, body: errorBody(failure, id), requestId: id })
  })
  return api
}
