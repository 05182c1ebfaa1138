import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { ModelMode, Switches } from '../switches'
import { paint } from './painting'
import { countTokens } from './tokens'

const knownModels = /^gpt-image-1(-mini|\.5)?$/

/** The part of `POST /v1/images/generations` that is understood. What else a client sends has no effect. */
const imagesRequest = z.object({
  model: z.string(),
  prompt: z.string().min(1).max(32_000),
  n: z.int().min(1).max(10).nullish(),
  size: z.enum(['auto', '1024x1024', '1536x1024', '1024x1536']).nullish(),
})

/** What the provider's moderation stands for here: a few words that no picture is made of. */
const refused = /\b(gore|nude|nudity)\b/i

/** What the provider counts for one picture of medium quality. Source: OpenAI's guide to image generation. */
const outputTokens: Record<string, number> = {
  '1024x1024': 1_056,
  '1536x1024': 1_568,
  '1024x1536': 1_584,
}

/** It takes as long as so many tokens do. */
const takesTokens = 60

const failure = (status: 400 | 500, message: string, code: string | null, param?: string) => ({
  status,
  body: {
    error: {
      type: status === 400 ? 'invalid_request_error' : 'server_error',
      message,
      param: param ?? null,
      code,
    },
  },
})

type Bindings = { Bindings: HttpBindings }

/** Pictures: `POST /images/generations` as the provider has it, with pictures of its own. */
export function imagesApi(switches: Switches, modeNow: () => ModelMode): Hono<Bindings> {
  return new Hono<Bindings>().post('/images/generations', async (c) => {
    const parsed = imagesRequest.safeParse(await c.req.json().catch(() => undefined))
    const fail = ({ status, body }: ReturnType<typeof failure>) => c.json(body, status)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      return fail(failure(400, `Invalid request: ${issue?.message}`, null, issue?.path.join('.')))
    }
    const { model, prompt, n } = parsed.data
    if (!knownModels.test(model))
      return fail(failure(400, `The model '${model}' does not exist.`, 'model_not_found', 'model'))
    if (refused.test(prompt))
      return fail(
        failure(400, 'Your request was rejected by the safety system.', 'moderation_blocked'),
      )
    const mode = modeNow()
    if (mode === 'fail' || mode === 'fail_midway')
      return fail(failure(500, 'The picture could not be made (sandbox switch).', null))

    const gone = new AbortController()
    c.env.outgoing.once('close', () => gone.abort())
    const ms = switches.get().model.msPerToken * takesTokens
    if (mode === 'stall' || mode === 'silent') await untilAborted(gone.signal)
    if (ms > 0) await sleep(ms, undefined, { signal: gone.signal }).catch(() => undefined)
    if (mode === 'hang_up') c.env.outgoing.socket?.destroySoon()
    if (gone.signal.aborted || mode === 'hang_up') return c.body(null, 500)

    const size = !parsed.data.size || parsed.data.size === 'auto' ? '1024x1024' : parsed.data.size
    const [width = 0, height = 0] = size.split('x').map(Number)
    const count = n ?? 1
    const images = Array.from({ length: count }, (_image, index) =>
      paint(index === 0 ? prompt : `${prompt} (${index + 1})`, { width, height }),
    )
    const input = countTokens(prompt)
    const output = (outputTokens[size] ?? 0) * count
    return c.json({
      created: Math.floor(Date.now() / 1000),
      data: images.map((bytes) => ({ b64_json: bytes.toString('base64') })),
      size,
      quality: 'medium',
      output_format: 'png',
      usage: {
        input_tokens: input,
        input_tokens_details: { text_tokens: input, image_tokens: 0 },
        output_tokens: output,
        total_tokens: input + output,
      },
    })
  })
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
