import 'server-only'
import { imageSize } from 'image-size'
import { AppError } from '@/lib/errors'
import { imageTokenBound } from '@/lib/metering'
import { IMAGE_BYTES, IMAGE_PIXELS, TEXT_BYTES, type FileData, type FileType } from './limits'

export type Detected = Pick<FileData, 'type' | 'tokens' | 'width' | 'height'>

const refused = (message: string) =>
  new AppError('unsupported_media_type', `${message} Nothing was charged.`)

const tooLarge = (what: string, most: string) =>
  new AppError('payload_too_large', `${what} may be ${most} large. Nothing was charged.`)

const startsWith = (bytes: Uint8Array, text: string, at = 0) =>
  Buffer.from(bytes.subarray(at, at + text.length)).toString('latin1') === text

/** Pictures by their first bytes. */
function imageType(bytes: Uint8Array): FileType | undefined {
  if (startsWith(bytes, '\x89PNG\r\n\x1a\n')) return 'image/png'
  if (startsWith(bytes, '\xff\xd8\xff')) return 'image/jpeg'
  if (startsWith(bytes, 'GIF87a') || startsWith(bytes, 'GIF89a')) return 'image/gif'
  if (startsWith(bytes, 'RIFF') && startsWith(bytes, 'WEBP', 8)) return 'image/webp'
  return undefined
}

function image(type: FileType, bytes: Uint8Array): Detected {
  if (bytes.length > IMAGE_BYTES) throw tooLarge('A picture', '4 MB')
  let size
  try {
    size = imageSize(bytes)
  } catch (cause) {
    throw new AppError(
      'unsupported_media_type',
      'The picture is damaged: its size cannot be read. Nothing was charged.',
      { cause },
    )
  }
  const { width, height } = size
  if (!(width > 0 && height > 0)) throw refused('The picture is damaged: it has no size.')
  if (Math.max(width, height) > IMAGE_PIXELS)
    throw new AppError(
      'payload_too_large',
      `The picture has ${width} × ${height} pixels, at most ${IMAGE_PIXELS} on a side are taken. Nothing was charged.`,
    )
  return { type, width, height, tokens: imageTokenBound(width, height) }
}

// Tabs, line ends and form feeds are part of texts; other control characters are not, nor is what UTF-8 has no word for.
// oxlint-disable-next-line no-control-regex
const binary = /[\0-\x08\x0b\x0e-\x1f\x7f]/

function decoded(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return binary.test(text) ? undefined : text
  } catch {
    return undefined
  }
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}

/** Which kind of text: JSON is known by itself, the others differ in nothing but what people call them. */
function textType(name: string, text: string): FileType {
  if (/^\s*[[{]/.test(text) && isJson(text)) return 'application/json'
  if (/\.(?:md|markdown)$/i.test(name)) return 'text/markdown'
  return /\.csv$/i.test(name) ? 'text/csv' : 'text/plain'
}

/**
 * What a file is, by its content: its name and what the browser calls it decide nothing about whether it is taken. Throws
 * `unsupported_media_type`, `payload_too_large` or (of an empty one) `bad_request`, each with the reason.
 */
export function detect(name: string, bytes: Uint8Array): Detected {
  if (bytes.length === 0)
    throw new AppError('bad_request', 'The file is empty. Nothing was charged.')
  const picture = imageType(bytes)
  if (picture) return image(picture, bytes)
  const text = decoded(bytes)
  if (text === undefined)
    throw refused('Only texts in UTF-8 and pictures (PNG, JPEG, WebP, GIF) can be read.')
  if (text.trim() === '')
    throw new AppError('bad_request', 'The file is empty. Nothing was charged.')
  if (bytes.length > TEXT_BYTES) throw tooLarge('A text', '256 kB')
  return { type: textType(name, text), tokens: bytes.length }
}
