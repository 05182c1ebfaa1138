import { randomInt } from 'node:crypto'
import { crc32 } from 'node:zlib'

/**
 * A key is `tg_`, 32 random letters and digits (190 bits), and six more that are the checksum of what stands before them. The
 * beginning lets a secret scanner find a key that leaked; the checksum tells it, and us, from a text that only looks like one.
 */
const START = 'tg_'
const RANDOM_LENGTH = 32
const CHECKSUM_LENGTH = 6

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** What is shown of a key, to know it by: too little of it to guess the rest. */
export const prefixOf = (key: string): string => key.slice(0, START.length + 8)

function checksumOf(text: string): string {
  let rest = crc32(text)
  let written = ''
  for (let place = 0; place < CHECKSUM_LENGTH; place += 1) {
    written = alphabet.charAt(rest % alphabet.length) + written
    rest = Math.floor(rest / alphabet.length)
  }
  return written
}

/** A new key. It is known only to whoever is shown it now. */
export function newApiKey(): string {
  const random = Array.from({ length: RANDOM_LENGTH }, () =>
    alphabet.charAt(randomInt(alphabet.length)),
  ).join('')
  return `${START}${random}${checksumOf(START + random)}`
}

const shape = new RegExp(`^${START}[0-9A-Za-z]{${RANDOM_LENGTH + CHECKSUM_LENGTH}}$`)

/** Whether a text can be a key at all. One wrong, missing or swapped character makes it none. */
export function isApiKey(text: string): boolean {
  if (!shape.test(text)) return false
  return checksumOf(text.slice(0, -CHECKSUM_LENGTH)) === text.slice(-CHECKSUM_LENGTH)
}
