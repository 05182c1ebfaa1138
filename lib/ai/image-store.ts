import 'server-only'
import { microCredits, type MicroCredits } from '@/lib/credits/unit'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { isUuid } from './ids'

/** An image without its bytes, as JSON. `cost` in micro-credits; `requestId` is that of its line on the statement. */
export type ImageSummary = {
  id: string
  requestId: string
  prompt: string
  width: number
  height: number
  cost: MicroCredits
  createdAt: string
}

const columns = {
  id: true,
  requestId: true,
  prompt: true,
  width: true,
  height: true,
  cost: true,
  createdAt: true,
} as const

type Row = Omit<ImageSummary, 'cost' | 'createdAt'> & { cost: bigint; createdAt: Date }

const summary = (row: Row): ImageSummary => ({
  ...row,
  cost: microCredits(row.cost),
  createdAt: row.createdAt.toISOString(),
})

export type NewImages = {
  userId: string
  requestId: string
  prompt: string
  size: { width: number; height: number }
  /** Micro-credits for each. */
  cost: MicroCredits
  images: readonly Uint8Array[]
}

export async function saveImages(made: NewImages): Promise<ImageSummary[]> {
  const { userId, requestId, prompt, size, cost, images } = made
  const rows = await db().generatedImage.createManyAndReturn({
    data: images.map((bytes, position) => ({
      userId,
      requestId,
      position,
      prompt,
      width: size.width,
      height: size.height,
      cost: BigInt(cost),
      bytes: new Uint8Array(bytes),
    })),
    select: columns,
  })
  return rows.map(summary)
}

/** What one request made, in order; empty when it made nothing or all of it was deleted. */
export async function imagesOf(userId: string, requestId: string): Promise<ImageSummary[]> {
  const rows = await db().generatedImage.findMany({
    where: { userId, requestId },
    orderBy: { position: 'asc' },
    select: columns,
  })
  return rows.map(summary)
}

const PAGE = 24

/** A user's images, newest first, from behind `after` on. */
export async function listImages(
  userId: string,
  after?: string,
): Promise<{ images: ImageSummary[]; nextCursor: string | null }> {
  const cursor = after !== undefined && isUuid(after) ? { id: after } : undefined
  const rows = await db().generatedImage.findMany({
    where: { userId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: PAGE + 1,
    ...(cursor && { cursor, skip: 1 }),
    select: columns,
  })
  const shown = rows.slice(0, PAGE)
  const nextCursor = rows.length > PAGE ? (shown.at(-1)?.id ?? null) : null
  return { images: shown.map(summary), nextCursor }
}

const noSuchImage = () => new AppError('not_found', 'There is no such image.')

/** A user's own image as bytes of a PNG. Throws `not_found` for an unknown one and for somebody else's alike. */
export async function readImage(
  userId: string,
  id: string,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; prompt: string }> {
  const row = isUuid(id)
    ? await db().generatedImage.findFirst({
        where: { id, userId },
        select: { bytes: true, prompt: true },
      })
    : null
  if (!row) throw noSuchImage()
  return { bytes: row.bytes, prompt: row.prompt }
}

/** Deletes it for good; what it cost stays on the statement. Throws `not_found` like `readImage`. */
export async function deleteImage(userId: string, id: string): Promise<void> {
  const { count } = await db().generatedImage.deleteMany({ where: { id, userId } })
  if (count === 0) throw noSuchImage()
}
