import 'server-only'
import { createHash, timingSafeEqual } from 'node:crypto'
import type { z } from 'zod'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import { isStorable } from '@/lib/storable'

type Handler<Context> = (request: Request, context: Context) => Promise<Response>

/** What a handler threw as an error for the border: anything unknown is a logged 500 with a plain sentence. */
export function borderError(thrown: unknown, request: Request): AppError {
  const known =
    thrown instanceof AppError
      ? thrown
      : new AppError('internal', 'Something went wrong on our side. Nothing was charged.', {
          cause: thrown,
        })
  if (known.worthLogging)
    log.error({
      err: known.cause ?? known,
      code: known.code,
      path: new URL(request.url).pathname,
    })
  return known
}

/** Wraps a route handler: what it throws becomes its response. */
export function route<Context>(handler: Handler<Context>): Handler<Context> {
  return async (request, context) => {
    try {
      return await handler(request, context)
    } catch (error) {
      return borderError(error, request).toResponse()
    }
  }
}

/**
 * Refuses a request that another site made the browser send: route handlers, unlike Server Actions, do not check
 * the Origin themselves. A client that is no browser sends none. Throws `forbidden`.
 */
export function assertSameOrigin(request: Request): void {
  const origin = request.headers.get('origin')
  if (origin !== null && origin !== new URL(env().APP_URL).origin)
    throw new AppError('forbidden', 'This request came from another site and was refused.')
}

// Digests have one length, so that the comparison takes the same time whatever was sent.
const digest = (text: string) => createHash('sha256').update(text).digest()

/** Refuses a request without `Authorization: Bearer <secret>`. Throws `unauthorized`. */
export function assertBearer(request: Request, secret: string): void {
  const sent = request.headers.get('authorization') ?? ''
  if (!timingSafeEqual(digest(sent), digest(`Bearer ${secret}`)))
    throw new AppError('unauthorized', 'The secret is missing or wrong.')
}

/** Reads a body of at most `limit` bytes. Throws `payload_too_large` without reading further than the limit. */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () =>
    new AppError(
      'payload_too_large',
      `The request is larger than ${Math.floor(limit / 1024)} kB. Nothing was charged.`,
    )
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > limit) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The same, as text in UTF-8. */
export async function readBody(request: Request, limit: number): Promise<string> {
  return Buffer.from(await readBytes(request, limit)).toString('utf8')
}

/** Reads a JSON body. Throws `unsupported_media_type`, `payload_too_large`, or `bad_request` for what is no storable JSON. */
export async function readJsonValue(request: Request, limit: number): Promise<unknown> {
  if (!request.headers.get('content-type')?.toLowerCase().startsWith('application/json'))
    throw new AppError('unsupported_media_type', 'Send the body as application/json.')
  const text = await readBody(request, limit)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new AppError('bad_request', 'The body is not valid JSON.', { cause })
  }
  if (!isStorable(value))
    throw new AppError('bad_request', 'The body contains a character that no text can have.')
  return value
}

/**
 * Reads and validates a JSON body. Throws what `readJsonValue` throws, and `bad_request` with the first problem in plain
 * words.
 */
export async function readJson<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  limit = 256 * 1024,
): Promise<z.output<Schema>> {
  const value = await readJsonValue(request, limit)
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const where = issue?.path.length ? `${issue.path.join('.')}: ` : ''
  throw new AppError('bad_request', `${where}${issue?.message ?? 'The body is not valid.'}`)
}
