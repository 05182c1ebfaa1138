// First: it puts an ambient request in the place of Next's.
import { aiWorld, type AiWorld } from '@/tests/support/ai-world'
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deleteImageAction } from '@/lib/ai/actions'
import { listImages } from '@/lib/ai/image-store'
import type { ImageResult } from '@/lib/ai/images'
import { credits, statement } from '@/lib/credits'
import { forgetPrices } from '@/lib/metering'
import { testEnvironment } from '@/tests/support/environment'
import { signedInAs } from '@/tests/support/signed-in'

// FEATURES 3.13: an image has one price, held before it is made and charged when it is there.

let world: AiWorld
let ada: Awaited<ReturnType<AiWorld['person']>>

beforeAll(async () => {
  world = await aiWorld({ backup: true })
})
afterAll(() => world.close())
beforeEach(async () => {
  world.gate.reset()
  world.backup.reset()
  ada = await world.person(credits(100))
})
afterEach(() => ada.assertClean())

const result = async (response: Response) => {
  expect(response.status).toBe(200)
  return (await response.json()) as ImageResult
}
const refusal = async (response: Response) =>
  ({ status: response.status, ...((await response.json()) as object) }) as {
    status: number
    code: string
    message: string
  }
const failing = () => Response.json({ error: { message: 'no' } }, { status: 500 })

test('3.13: an image costs its flat price, is kept for its owner only, and its line says what for', async () => {
  const { images, charged, balance } = await result(await world.draw(ada))
  expect(charged).toBe(credits(20))
  expect(balance.available).toBe(credits(80))
  const [image] = images
  expect(image).toMatchObject({
    prompt: 'A quiet lake at dawn',
    width: 1_024,
    height: 1_024,
    cost: credits(20),
  })

  const bytes = await world.look(ada, image!.id)
  expect(bytes.status).toBe(200)
  expect(bytes.headers.get('content-type')).toBe('image/png')
  expect(bytes.headers.get('x-content-type-options')).toBe('nosniff')
  expect(
    Buffer.from(await bytes.arrayBuffer())
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG')
  const again = { 'if-none-match': bytes.headers.get('etag')! }
  expect((await world.look(ada, image!.id, again)).status).toBe(304)
  const eve = await world.person(0)
  expect((await world.look(eve, image!.id)).status).toBe(404)
  expect((await world.look(eve, image!.id, again)).status).toBe(404)
  expect((await world.look({ cookie: '' }, image!.id)).status).toBe(401)
  expect((await world.look(ada, 'none')).status).toBe(404)

  const filter = { kind: 'all', request: image!.requestId } as const
  const { lines } = await statement(world.db, ada.id, { limit: 5, filter })
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatchObject({
    delta: -credits(20),
    detail: { operation: 'image', requestId: image!.requestId, units: 1 },
  })
})

test('several at once are held and charged each', async () => {
  const { images, charged } = await result(await world.draw(ada, { n: 3, size: 'portrait' }))
  expect(images.map(({ width, height }) => `${width}×${height}`)).toEqual(
    Array(3).fill('1024×1536'),
  )
  expect(charged).toBe(credits(60))
  expect(await ada.balance()).toBe(credits(40))
})

describe('the same request again', () => {
  test('gets the first image and costs nothing', async () => {
    const id = randomUUID()
    const first = await result(await world.draw(ada, { id }))
    const second = await result(await world.draw(ada, { id }))
    expect(second).toMatchObject({ images: first.images, charged: credits(20), replayed: true })
    expect(await ada.balance()).toBe(credits(80))
    expect(world.gate.calls).toHaveLength(1)
  })

  test('a double click pays once: the second waits for the first one’s image', async () => {
    const id = randomUUID()
    world.gate.shut()
    const both = [world.draw(ada, { id }), world.draw(ada, { id })]
    await expect.poll(() => world.gate.calls.length).toBe(1)
    world.gate.open()
    const [first, second] = await Promise.all(both.map(async (one) => result(await one)))
    expect(second?.images).toEqual(first?.images)
    expect(await ada.balance()).toBe(credits(80))
    expect(world.gate.calls).toHaveLength(1)
    expect(await ada.entries()).toHaveLength(1)
  })

  test('with another prompt is refused', async () => {
    const id = randomUUID()
    await result(await world.draw(ada, { id }))
    expect(await refusal(await world.draw(ada, { id, prompt: 'Another' }))).toMatchObject({
      status: 409,
    })
    expect(await ada.balance()).toBe(credits(80))
  })

  test('after it failed is made and paid for once, under the same id', async () => {
    const id = randomUUID()
    world.gate.intercept(failing)
    world.backup.intercept(failing)
    for (let attempt = 0; attempt < 2; attempt += 1)
      expect(await refusal(await world.draw(ada, { id }))).toMatchObject({
        status: 502,
        code: 'provider_failed',
        message: expect.stringContaining('Nothing was charged'),
      })
    expect(await ada.balance()).toBe(credits(100))
    world.gate.reset()
    const made = await result(await world.draw(ada, { id }))
    const again = await result(await world.draw(ada, { id }))
    expect(again.images).toEqual(made.images)
    expect(await ada.balance()).toBe(credits(80))
    expect((await ada.ends()).map(({ kind }) => kind)).toEqual(['release', 'release', 'burn'])
  })

  test('after its image was deleted costs nothing and says so', async () => {
    const id = randomUUID()
    const { images } = await result(await world.draw(ada, { id }))
    const imageId = images[0]!.id
    const eve = await world.person(0)
    const deleted = (userId: string) =>
      signedInAs(userId, async () => deleteImageAction({ id: imageId }))
    expect(await deleted(eve.id)).toMatchObject({ status: 'error', code: 'not_found' })
    expect(await deleted(ada.id)).toMatchObject({ status: 'ok' })
    expect((await world.look(ada, imageId)).status).toBe(404)
    expect(await refusal(await world.draw(ada, { id }))).toMatchObject({ status: 404 })
    expect(await ada.balance()).toBe(credits(80))
  })
})

describe('an image is refused, and nothing is held or made', () => {
  const unmade = async (response: Response) => {
    expect(world.gate.calls).toHaveLength(0)
    return refusal(response)
  }

  test('without the credits for it: 402 with the price, the balance and where to top up', async () => {
    ada = await world.person(credits(19))
    expect(await unmade(await world.draw(ada))).toMatchObject({
      status: 402,
      code: 'insufficient_credits',
      price: credits(20),
      balance: credits(19),
      topUpUrl: `${testEnvironment.APP_URL}/billing`,
    })
  })

  test('without the feature, with what is missing and where it is', async () => {
    ada = await world.person(credits(100), 'free')
    expect(await unmade(await world.draw(ada))).toMatchObject({
      status: 403,
      feature: 'image_generation',
      upgradeUrl: '/pricing',
    })
  })

  test('while it has no price: 422, nothing charged', async () => {
    const move = (to: string) =>
      world.db
        .$executeRaw`update "Price" set "validFrom" = ${to}::timestamptz where operation = 'image'`
    await move('2100-01-01')
    forgetPrices()
    try {
      expect(await unmade(await world.draw(ada))).toMatchObject({
        status: 422,
        code: 'unpriced_model',
      })
    } finally {
      await move('2020-01-01')
      forgetPrices()
    }
  })

  test.each([
    ['no prompt', { prompt: '  ' }],
    ['too long a prompt', { prompt: 'x'.repeat(1_001) }],
    ['a size there is not', { size: 'poster' }],
    ['too many', { n: 5 }],
    ['none', { n: 0 }],
    ['an id that is none', { id: 'x' }],
  ])('with %s', async (_what, asked) => {
    expect(await unmade(await world.draw(ada, asked))).toMatchObject({
      status: 400,
      message: expect.stringMatching(/\w{3}/),
    })
  })

  test('to strangers', async () => {
    expect((await world.draw({ cookie: '' })).status).toBe(401)
  })
})

describe('a provider', () => {
  test('that fails is passed over: the second makes the image, and one price is paid', async () => {
    world.gate.intercept(failing)
    const { charged } = await result(await world.draw(ada))
    expect(charged).toBe(credits(20))
    expect([world.gate.calls.length, world.backup.calls.length]).toEqual([1, 1])
    expect(await ada.entries()).toHaveLength(1)
  })

  test('that refuses the prompt is believed: nobody else is asked, nothing is charged', async () => {
    const refused = await refusal(await world.draw(ada, { prompt: 'Gore, and more of it' }))
    expect(refused).toMatchObject({
      status: 400,
      message: expect.stringContaining('Nothing was charged'),
    })
    expect(world.backup.calls).toHaveLength(0)
    expect(await ada.balance()).toBe(credits(100))
  })

  test('that sends something else than an image: nothing is charged', async () => {
    const page = () =>
      Response.json({ data: [{ b64_json: Buffer.from('<html></html>').toString('base64') }] })
    world.gate.intercept(page)
    world.backup.intercept(page)
    expect(await refusal(await world.draw(ada))).toMatchObject({ code: 'provider_failed' })
    expect((await listImages(ada.id)).images).toEqual([])
    expect(await ada.balance()).toBe(credits(100))
  })
})

test('stopping gives back what was held, and asks nobody else', async () => {
  world.gate.shut()
  const stop = new AbortController()
  const drawing = world.draw(ada, { signal: stop.signal })
  await expect.poll(() => world.gate.calls.length).toBe(1)
  expect(await ada.balance()).toBe(credits(80))
  stop.abort()
  expect(await refusal(await drawing)).toMatchObject({
    message: expect.stringContaining('Nothing was charged'),
  })
  world.gate.open()
  expect(await ada.balance()).toBe(credits(100))
  expect(world.backup.calls).toHaveLength(0)
  expect((await listImages(ada.id)).images).toEqual([])
})

test('twenty at once with credits for five: five images, the rest 402', async () => {
  const statuses = await Promise.all(
    Array.from({ length: 20 }, async () => (await world.draw(ada)).status),
  )
  expect(statuses.toSorted()).toEqual([...Array(5).fill(200), ...Array(15).fill(402)])
  expect(await ada.balance()).toBe(0)
  expect((await listImages(ada.id)).images).toHaveLength(5)
}, 60_000)

test('the gallery is read in pages', async () => {
  const made = await result(await world.draw(ada, { n: 4 }))
  const rows = made.images.map(({ id }) => id)
  const { images, nextCursor } = await listImages(ada.id)
  expect(images.map(({ id }) => id).toSorted()).toEqual(rows.toSorted())
  expect(nextCursor).toBeNull()
  expect((await listImages(ada.id, images[1]!.id)).images).toEqual(images.slice(2))
  expect((await listImages(ada.id, 'nonsense')).images).toHaveLength(4)
})
