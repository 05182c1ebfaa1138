import 'server-only'
import type { z } from 'zod'
import { afterResponse } from '@/lib/after'
import { imageSizeKeys } from '@/lib/ai/image-request'
import { imagesOf, readImage } from '@/lib/ai/image-store'
import { generateImageFor, IMAGE_SECONDS } from '@/lib/ai/images'
import { imageModel } from '@/lib/catalogue'
import { clock } from '@/lib/clock'
import { costHeaders } from './chat-render'
import { nameOf, type Named } from './idempotency'
import { imagesRequest, sizeText, type imagesBody } from './images-schema'
import { readInput } from './input'
import { noSuchModel } from './model'
import { beginRequest, forgetRequest, keepAnswer } from './requests'
import type { ApiCall } from './route'

const BODY_LIMIT = 16 * 1024

/** What is kept of an answer: the images have a place of their own. `cost` and `balance` in micro-credits. */
type KeptImages = {
  created: number
  size: string
  ids: string[]
  cost: number
  balance: number | null
}

type Body = z.output<typeof imagesRequest>

/**
 * Makes images, as OpenAI's `images.generate` does, at their flat price; they are on the page of images too. Hanging up stops
 * it, which costs nothing, unless the request has a name.
 */
export async function answerImages(call: ApiCall): Promise<Response> {
  const body = await readInput(call.request, imagesRequest, BODY_LIMIT)
  const named = nameOf(call.request, 'images', body)
  if (body.model != null && body.model !== imageModel.id) throw noSuchModel(body.model)
  const begun = await beginRequest<null, KeptImages>(
    call,
    { named, leaseSeconds: IMAGE_SECONDS, recover: (id) => foundAgain(call, id) },
    async () => null,
  )
  if (begun.outcome === 'answered')
    return imagesAnswer(call, begun.response, { 'idempotent-replayed': 'true' })
  const work = make(call, body, named)
  afterResponse(() => work.catch(() => {}))
  return work
}

async function make(call: ApiCall, body: Body, named: Named | null): Promise<Response> {
  const { user, key, requestId, request } = call
  const size = imageSizeKeys.find((candidate) => sizeText(candidate) === body.size) ?? 'square'
  const wanted = { id: `req_${requestId}`, prompt: body.prompt, size, n: body.n ?? 1 }
  const made = await generateImageFor(user, wanted, {
    signal: named ? undefined : request.signal,
    apiKey: { id: key.id, prefix: key.prefix },
  }).catch(async (error: unknown) => {
    await forgetRequest(requestId)
    throw error
  })
  const kept: KeptImages = {
    created: Math.floor(clock.real().getTime() / 1000),
    size: sizeText(size),
    ids: made.images.map(({ id }) => id),
    cost: made.charged,
    balance: made.balance.available,
  }
  await keepAnswer(requestId, named, kept)
  return imagesAnswer(call, kept)
}

/** Throws `not_found` when one was deleted since. */
async function imagesAnswer(
  { user }: ApiCall,
  { created, size, ids, cost, balance }: KeptImages,
  headers: Record<string, string> = {},
): Promise<Response> {
  const images = await Promise.all(ids.map((id) => readImage(user.id, id)))
  const body: z.output<typeof imagesBody> = {
    created,
    size,
    output_format: 'png',
    data: images.map(({ bytes }) => ({ b64_json: Buffer.from(bytes).toString('base64') })),
    tollgate: { cost, balance },
  }
  return Response.json(body, { headers: { ...costHeaders({ cost, balance }), ...headers } })
}

/** The images of a request that was paid for, and whose process died before it could say so. */
async function foundAgain({ user }: ApiCall, firstId: string): Promise<KeptImages | null> {
  const images = await imagesOf(user.id, `req_${firstId}`)
  const [first] = images
  if (!first) return null
  return {
    created: Math.floor(new Date(first.createdAt).getTime() / 1000),
    size: `${first.width}x${first.height}`,
    ids: images.map(({ id }) => id),
    cost: images.reduce((sum, { cost }) => sum + cost, 0),
    balance: null,
  }
}
