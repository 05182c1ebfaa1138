import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { randomBytes } from 'node:crypto'
import type { z } from 'zod'
import type { ModelMode, Switches } from '../switches'
import { decide } from './assistant'
import { imageTokens } from './attachments'
import { imagesApi } from './images'
import { obey } from './obedient'
import { openPromptCache } from './prompt-cache'
import { reasoningTokensFor } from './reasoning'
import { BadInput, imagesOf, promptOf, readConversation, responsesRequest } from './request'
import { generate } from './response'
import { countTokens } from './tokens'
import type { ResponseEvent } from './wire'

/** The ids this stand-in knows; any other is refused like a misspelt one at the provider. */
const knownModels =
  /^(gpt-5(-mini|-nano)?|gpt-4\.1(-mini|-nano)?|gpt-4o(-mini)?)(-\d{4}-\d{2}-\d{2})?$/

type ErrorDetail = { type: string; message: string; param?: string | null; code?: string | null }

const errorBody = ({ type, message, param = null, code = null }: ErrorDetail) => ({
  error: { message, type, param, code },
})

const invalid = (message: string, param: string | null, code: string | null = null) =>
  errorBody({ type: 'invalid_request_error', message, param, code })

const requestError = (error: z.ZodError) => {
  const [issue] = error.issues
  const param = issue?.path.join('.') || null
  return invalid(`Invalid request${param ? ` at '${param}'` : ''}: ${issue?.message}`, param)
}

const encoder = new TextEncoder()

/** One event as the provider writes it. Pulled by the reader, so a slow reader slows the writer and nothing piles up. */
function asServerSentEvents(
  events: AsyncGenerator<ResponseEvent>,
  stop: AbortController,
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value, done } = await events.next()
        if (done) controller.close()
        else
          controller.enqueue(
            encoder.encode(`event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`),
          )
      },
      async cancel() {
        stop.abort()
        await events.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )
}

/**
 * A stand-in for the provider: `POST /v1/responses` as the OpenAI Responses API has it, with a scripted mind. `mode` says how
 * it misbehaves now: a second provider has a switch of its own.
 */
export function createModel({
  switches,
  mode: modeNow = () => switches.get().model.mode,
}: {
  switches: Switches
  mode?: () => ModelMode
}): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>()
  const cache = openPromptCache()
  let answering = 0

  async function* counted(events: AsyncGenerator<ResponseEvent>): AsyncGenerator<ResponseEvent> {
    answering += 1
    try {
      yield* events
    } finally {
      answering -= 1
    }
  }

  // Not the provider's: how many answers are being written now, to see that an abandoned one is not.
  app.get('/answering', (c) => c.json({ answering }))

  app.use(async (c, next) => {
    c.header('x-request-id', `req_${randomBytes(16).toString('hex')}`)
    if (/^Bearer \S+$/.test(c.req.header('authorization') ?? '')) return next()
    return c.json(
      invalid("You didn't provide an API key. Send it as a Bearer token.", null, 'invalid_api_key'),
      401,
    )
  })

  app.post(
    '/v1/responses',
    bodyLimit({
      maxSize: 32 * 1024 * 1024,
      onError: (c) => c.json(invalid('The request body is too large.', null), 413),
    }),
    async (c) => {
      const body: unknown = await c.req.json().catch(() => undefined)
      if (body === undefined)
        return c.json(invalid('We could not parse the JSON body of your request.', null), 400)
      const parsed = responsesRequest.safeParse(body)
      if (!parsed.success) return c.json(requestError(parsed.error), 400)
      const request = parsed.data
      if (!knownModels.test(request.model))
        return c.json(
          invalid(
            `The requested model '${request.model}' does not exist.`,
            'model',
            'model_not_found',
          ),
          400,
        )

      let conversation
      try {
        conversation = readConversation(request)
      } catch (error) {
        if (error instanceof BadInput) return c.json(invalid(error.message, error.param), 400)
        throw error
      }

      const mode = modeNow()
      const { outputTokens, mind } = switches.get().model
      if (mode === 'fail')
        return c.json(
          errorBody({
            type: 'server_error',
            message: 'The server had an error while processing your request (sandbox switch).',
          }),
          500,
        )

      const stop = new AbortController()
      // Not by the request's own signal: Node keeps that until the request is collected, and a listener that knows the
      // request then keeps both for ever.
      c.env.outgoing.once('close', () => stop.abort())
      const prompt = promptOf(request)
      const pictures = imagesOf(request).reduce(
        (sum, { width, height }) => sum + imageTokens(request.model, width, height),
        0,
      )
      const helpful = decide(request, conversation, outputTokens)
      const events = counted(
        generate({
          model: request.model,
          output: mind === 'obedient' ? obey(request, helpful) : helpful,
          inputTokens: countTokens(prompt) + pictures,
          cachedTokens: cache.read(request.model, prompt),
          reasoningTokens: reasoningTokensFor(request.model, conversation.question),
          maxOutputTokens: request.max_output_tokens ?? Infinity,
          mode,
          msPerToken: () => switches.get().model.msPerToken,
          signal: stop.signal,
          hangUp: () => c.env.outgoing.socket?.destroySoon(),
        }),
      )
      if (request.stream)
        return c.body(asServerSentEvents(events, stop), 200, {
          'content-type': 'text/event-stream; charset=utf-8',
          'cache-control': 'no-cache',
        })

      for await (const event of events)
        if (
          event.type === 'response.completed' ||
          event.type === 'response.incomplete' ||
          event.type === 'response.failed'
        )
          return c.json(event.response)
      // Hung up, or the client has left: nobody reads this.
      return c.body(null, 500)
    },
  )

  app.route('/v1', imagesApi(switches, modeNow))

  app.all('*', (c) =>
    c.json(
      invalid(
        `Invalid URL (${c.req.method} ${c.req.path.replace(/^\/model(-backup)?/, '')})`,
        null,
      ),
      404,
    ),
  )
  return app
}
