import 'server-only'
import { APICallError, generateImage, RetryError } from 'ai'
import { imageModel } from '@/lib/catalogue'
import { AppError } from '@/lib/errors'
import { isProvidersFault } from '@/lib/metering'
import { log } from '@/lib/log'
import { providerOf } from './providers'

/** An image takes its time; longer than this it will not come. */
const TIME_LIMIT_MS = 90_000

/** More than any image of our sizes has. */
const MOST_BYTES = 8 * 1024 * 1024

const PNG = [0x89, 0x50, 0x4e, 0x47]

const failed = (cause: unknown) =>
  new AppError('provider_failed', 'The image could not be made. Nothing was charged for it.', {
    cause,
  })

type Wanted = { prompt: string; size: { width: number; height: number }; n: number }

/**
 * Has images made at the first provider that can. Throws `bad_request` when the provider refuses the prompt, `provider_failed`
 * when none made anything usable, and what `signal` was aborted with.
 */
export async function makeImages(wanted: Wanted, signal: AbortSignal): Promise<Uint8Array[]> {
  let last: unknown = new Error('no provider of images is set up')
  for (const id of imageModel.providers) {
    const model = providerOf(id)?.image(imageModel.id)
    if (!model) continue
    try {
      return await ask(model, wanted, signal)
    } catch (thrown) {
      signal.throwIfAborted()
      const error = RetryError.isInstance(thrown) ? thrown.lastError : thrown
      if (isRefusal(error))
        throw new AppError(
          'bad_request',
          'The image model does not make an image of this. Nothing was charged; change the prompt.',
          { cause: error },
        )
      if (!isProvidersFault(error)) throw failed(error)
      log.warn(
        { provider: id, error: error instanceof Error ? error.name : typeof error },
        'a provider made no image',
      )
      last = error
    }
  }
  throw failed(last)
}

async function ask(
  model: Parameters<typeof generateImage>[0]['model'],
  { prompt, size, n }: Wanted,
  signal: AbortSignal,
): Promise<Uint8Array[]> {
  const { images } = await generateImage({
    model,
    prompt,
    n,
    size: `${size.width}x${size.height}`,
    // The next provider is asked instead.
    maxRetries: 0,
    abortSignal: AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT_MS)]),
  })
  const made = images.map(({ uint8Array }) => uint8Array)
  if (made.length === 0 || made.some((bytes) => !isImage(bytes)))
    throw new Error('the provider sent something that is no PNG')
  return made.slice(0, n)
}

const isImage = (bytes: Uint8Array) =>
  bytes.byteLength <= MOST_BYTES && PNG.every((byte, at) => bytes[at] === byte)

/** The provider says of the prompt itself that it makes nothing of it. */
const isRefusal = (error: unknown) =>
  APICallError.isInstance(error) &&
  error.statusCode === 400 &&
  /moderation|safety|content_policy/.test(error.responseBody ?? '')
