import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import { readBalance, type Balance, type EntryDetail } from '@/lib/credits'
import { microCredits, type MicroCredits } from '@/lib/credits/unit'
import { db } from '@/lib/db'
import { requireFeature } from '@/lib/entitlements'
import { AppError } from '@/lib/errors'
import { metered, priceOf } from '@/lib/metering'
import { consumeAMinute } from '@/lib/rate-limit'
import { makeImages } from './image-provider'
import { imageSizes, type ImageRequest } from './image-request'
import { imagesOf, saveImages, type ImageSummary } from './image-store'

/** `charged` in micro-credits, for all of them; `balance` after it. `replayed`: they were made and paid for before. */
export type ImageResult = {
  images: ImageSummary[]
  charged: MicroCredits
  balance: Balance
  replayed: boolean
}

/** What one image costs, in micro-credits. Throws `unpriced_model` while it has no price. */
export const imagePrice = async (): Promise<MicroCredits> => (await priceOf('image')).flat

/** The same; `null` while there is none. */
export async function imagePriceIfAny(): Promise<MicroCredits | null> {
  try {
    return await imagePrice()
  } catch (error) {
    if (error instanceof AppError && error.code === 'unpriced_model') return null
    throw error
  }
}

/**
 * Makes images at their flat price, held before the provider is asked. The same request again is paid once and gets the first
 * images; while those are being made, it waits for them. One that failed or was stopped cost nothing and may be sent again.
 *
 * Throws `AppError`: forbidden, rate_limited, unpriced_model, insufficient_credits, account_frozen, conflict, bad_request for a
 * prompt that the provider refuses, provider_failed, not_found when the first images were deleted since.
 */
export async function generateImageFor(
  user: { id: string },
  request: ImageRequest,
  { signal, apiKey }: Asked = {},
): Promise<ImageResult> {
  const { limits } = await requireFeature(user.id, 'image_generation')
  await consumeAMinute(`image:${user.id}`, limits.requests_per_minute)

  for (let run = 0; run < MOST_RUNS; run += 1) {
    const key = run === 0 ? request.id : `${request.id}~${run}`
    try {
      const result = await once(user, request, key, { signal, apiKey })
      if (result !== 'failed before') return result
    } catch (error) {
      if (signal?.aborted) throw new AppError('conflict', 'Stopped. Nothing was charged.')
      throw error
    }
  }
  throw new AppError('conflict', 'This was tried too often. Ask for it as a new image.')
}

/** No images take longer: the provider's time limit, and a second provider's after it. */
export const IMAGE_SECONDS = 200

const MOST_RUNS = 20

/** `signal`: aborted when nobody wants them any more. `apiKey`: the key they were asked for with. */
type Asked = { signal?: AbortSignal | undefined; apiKey?: EntryDetail['apiKey'] }

/** One try under a key of its own. A key that came to nothing stays so: the next try has another one. */
async function once(
  user: { id: string },
  { prompt, size, n }: ImageRequest,
  key: string,
  { signal, apiKey }: Asked,
): Promise<ImageResult | 'failed before'> {
  const dimensions = imageSizes[size]
  const work = await untilFree(signal, () =>
    metered(
      {
        user,
        operation: 'image',
        key,
        request: { prompt, size, n },
        worstCase: { units: n },
        signal,
        apiKey,
      },
      async ({ signal, spent }) => {
        const images = await makeImages({ prompt, size: dimensions, n }, signal)
        const saved = await saveImages({
          userId: user.id,
          requestId: key,
          prompt,
          size: dimensions,
          cost: await imagePrice(),
          images,
        })
        spent({ units: saved.length })
        return saved
      },
    ),
  )
  if (work.outcome === 'done') {
    const images = work.result
    // Without a charge the database was away for it: the hold is left to the sweeper, and nothing was paid.
    const balance = work.charge?.balance ?? (await readBalance(db(), user.id))
    return { images, charged: work.charge?.amount ?? NOTHING, balance, replayed: false }
  }
  if (work.state === 'released') return 'failed before'
  if (work.state === 'lapsed')
    throw new AppError('conflict', 'This image was interrupted. Nothing was charged; ask again.', {
      details: { state: 'lapsed' },
    })
  const images = await imagesOf(user.id, key)
  if (images.length === 0)
    throw new AppError('not_found', 'This image was made and paid for before, and deleted since.')
  return { images, charged: work.amount, balance: work.balance, replayed: true }
}

const NOTHING = microCredits(0)

const ASK_EVERY_MS = 400
const WAIT_MS = 100_000

/** Waits while the same request is being worked on: a double click gets the first one's images, not a refusal. */
async function untilFree<Result>(
  signal: AbortSignal | undefined,
  run: () => Promise<Result>,
): Promise<Result> {
  const until = Date.now() + WAIT_MS
  for (;;) {
    try {
      return await run()
    } catch (error) {
      const isRunning = error instanceof AppError && error.options.details?.state === 'held'
      if (!isRunning || Date.now() > until) throw error
      await sleep(ASK_EVERY_MS, undefined, { signal })
    }
  }
}
