import { imageSize } from 'image-size'

const PATCH = 32
const MOST_PATCHES = 1_536
/** The dearest of the small models' factors on patches (nano; mini's is 1.62). */
const PATCH_FACTOR = 2.46

const TILE = 512
const LONG_SIDE = 2_048
const SHORT_SIDE = 768
/** The dearest base and tile of the models that count tiles. */
const TILE_BASE = 85
const TILE_TOKENS = 170

/** Tiles after the picture was shrunk into 2048 × 2048 and then to 768 on its shorter side. */
function tilesOf(width: number, height: number): number {
  const inside = Math.min(1, LONG_SIDE / Math.max(width, height))
  const short = Math.min(1, SHORT_SIDE / (Math.min(width, height) * inside))
  const tiles = (side: number) => Math.max(1, Math.ceil((side * inside * short) / TILE))
  return tiles(width) * tiles(height)
}

/**
 * The most tokens a provider counts for a picture of so many pixels: the larger of the two rules in use, at their dearest
 * factors (OpenAI, images and vision, "calculating costs"): patches of 32 × 32, at most 1,536, or tiles of 512 × 512. Anthropic's
 * rule, an area by 750 shrunk to 1,600 tokens at most, stays below both.
 */
export function imageTokenBound(width: number, height: number): number {
  const patches = Math.min(MOST_PATCHES, Math.ceil(width / PATCH) * Math.ceil(height / PATCH))
  return Math.max(
    Math.ceil(patches * PATCH_FACTOR),
    TILE_BASE + TILE_TOKENS * tilesOf(width, height),
  )
}

/** What no picture is counted above, whatever its size. */
const MOST = Math.max(
  Math.ceil(MOST_PATCHES * PATCH_FACTOR),
  TILE_BASE + TILE_TOKENS * (LONG_SIDE / TILE) * Math.ceil(SHORT_SIDE / TILE),
)

type Bytes = Uint8Array | string

/** A file part of a message, as the SDK or a provider's model is given it. */
type FilePart = { type: 'file'; mediaType: string; data: Bytes | { type: 'data'; data: Bytes } }

const isBytes = (data: unknown): data is Bytes =>
  data instanceof Uint8Array || typeof data === 'string'

function bytesIn(data: unknown): Bytes | undefined {
  if (isBytes(data)) return data
  const inner = typeof data === 'object' && data !== null && 'data' in data ? data.data : undefined
  return isBytes(inner) ? inner : undefined
}

/** Whether a value is a picture that goes along with its bytes: what it costs is not how many those are. */
export function isPicture(value: unknown): value is FilePart {
  if (typeof value !== 'object' || value === null) return false
  const part = value as Partial<FilePart>
  return (
    part.type === 'file' &&
    /^image(?:\/|$)/.test(part.mediaType ?? '') &&
    bytesIn(part.data) !== undefined
  )
}

/** The bound of a picture's part; of one whose size cannot be read, the most there is. */
export function pictureBound(part: FilePart): number {
  const data = bytesIn(part.data)
  try {
    const bytes = typeof data === 'string' ? Buffer.from(data, 'base64') : data
    const { width, height } = imageSize(bytes ?? new Uint8Array())
    return imageTokenBound(width, height)
  } catch {
    return MOST
  }
}
