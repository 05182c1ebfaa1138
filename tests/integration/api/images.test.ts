import OpenAI from 'openai'
import { addSeconds } from 'date-fns'
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { IMAGE_SECONDS } from '@/lib/ai/images'
import { deleteImage } from '@/lib/ai/image-store'
import type { imagesBody } from '@/lib/api/images-schema'
import { clock } from '@/lib/clock'
import { credits } from '@/lib/credits'
import { Prisma } from '@/prisma/generated/client'
import { apiChatWorld, inTime, refused, send, type ApiPerson } from '@/tests/support/api'
import { apiServer } from '@/tests/support/api-server'
import type { z } from 'zod'

type Images = z.output<typeof imagesBody>

let world: Awaited<ReturnType<typeof apiChatWorld>>
let ada: ApiPerson
let key: string

beforeAll(async () => {
  world = await apiChatWorld()
})
afterAll(() => world.close())
beforeEach(async () => {
  world.gate.reset()
  ada = await world.person(credits(100))
  key = await ada.newKey()
})
afterEach(async () => {
  clock.freeze(undefined)
  await ada.assertClean()
})

const wanted = (change: object = {}) => ({ prompt: 'A lighthouse', ...change })

const ask = (name?: string, body: unknown = wanted(), rest: object = {}) =>
  send('POST', '/api/v1/images', {
    key,
    body,
    headers: name === undefined ? {} : { 'idempotency-key': name },
    ...rest,
  })

const isPng = (b64: string | undefined) =>
  Buffer.from(b64 ?? '', 'base64')
    .subarray(1, 4)
    .toString() === 'PNG'

describe('images', () => {
  test('come to the openai client, at the flat price, with the key on the statement', async () => {
    const server = await apiServer()
    const client = new OpenAI({ baseURL: `${server.url}/api/v1`, apiKey: key, maxRetries: 0 })
    const { data, response } = await client.images
      .generate({ prompt: 'A lighthouse', n: 2, size: '1536x1024', model: 'gpt-image-1' })
      .withResponse()
    await server.close()
    expect(data.data).toHaveLength(2)
    expect(data.data!.every(({ b64_json }) => isPng(b64_json))).toBe(true)
    expect(data.size).toBe('1536x1024')
    expect(response.headers.get('x-tollgate-cost')).toBe(String(credits(40)))
    expect(await ada.balance()).toBe(credits(60))
    expect((await ada.entries())[0]!.detail).toMatchObject({
      operation: 'image',
      units: 2,
      requestId: response.headers.get('x-request-id'),
      apiKey: { prefix: key.slice(0, 11) },
    })
  })

  test.each([
    ['no prompt', { prompt: ' ' }, '400 invalid_value'],
    ['too many', { n: 5 }, '400 invalid_value'],
    ['a size there is not', { size: '1x1' }, '400 invalid_value'],
    ['an address as the answer', { response_format: 'url' }, '400 invalid_value'],
    ['what is not supported', { mask: 'x' }, '400 unsupported_parameter'],
    ['a model there is not', { model: 'dall-e-2' }, '404 model_not_found'],
  ])('are refused with %s', async (_what, change, said) => {
    expect(await refused(await ask(undefined, wanted(change)))).toBe(said)
    expect(await ada.requests()).toEqual([])
    expect(await ada.ends()).toEqual([])
  })

  test('are a 402 where credits do not suffice, and a 502 where they could not be made', async () => {
    const response = await ask(undefined, wanted({ n: 4 }))
    expect(response.status).toBe(200)
    const refusal = await ask(undefined, wanted({ n: 2 }))
    expect(await refusal.clone().json()).toMatchObject({
      error: { price: credits(40), balance: credits(20) },
    })
    expect(await refused(refusal)).toBe('402 insufficient_credits')
    world.gate.behave({ mode: 'fail' })
    expect(await refused(await ask())).toBe('502 provider_failed')
    expect(await ada.balance()).toBe(credits(20))
    expect(await ada.requests()).toHaveLength(1)
  })

  test('need the scope and the plan', async () => {
    expect(
      await refused(
        await send('POST', '/api/v1/images', {
          key: await ada.newKey({ scopes: ['chat'] }),
          body: wanted(),
        }),
      ),
    ).toBe('403 insufficient_scope')
  })
})

describe('the same images under the same key', () => {
  test('are made and paid for once, also at once; deleted ones are gone', async () => {
    const name = randomUUID()
    world.gate.shut()
    const first = ask(name)
    await expect.poll(() => ada.holds(), inTime).toHaveLength(1)
    expect(await refused(await ask(name))).toBe('409 idempotency_key_in_use')
    world.gate.open()
    const body = (await (await first).json()) as Images
    const again = await ask(name)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(await again.json()).toEqual(body)
    expect(await refused(await ask(name, wanted({ n: 2 })))).toBe('422 idempotency_key_reused')
    expect(await ada.balance()).toBe(credits(80))
    const [image] = await world.db.generatedImage.findMany({ where: { userId: ada.id } })
    await deleteImage(ada.id, image!.id)
    expect(await refused(await ask(name))).toBe('404 not_found')
  })

  test('are found again when the process died after they were paid for', async () => {
    const name = randomUUID()
    const body = (await (await ask(name)).json()) as Images
    const [row] = await ada.requests()
    await world.db.apiRequest.update({
      where: { id: row!.id },
      data: { status: 'running', response: Prisma.DbNull },
    })
    clock.freeze(addSeconds(row!.createdAt, IMAGE_SECONDS + 1))
    const again = await ask(name)
    expect(again.status).toBe(200)
    expect(((await again.json()) as Images).data).toEqual(body.data)
    expect(await ada.balance()).toBe(credits(80))
    expect(world.gate.calls).toHaveLength(1)
  })
})
