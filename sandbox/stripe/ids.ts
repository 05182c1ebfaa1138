import { randomBytes } from 'node:crypto'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

function randomText(length: number): string {
  let text = ''
  for (const byte of randomBytes(length)) text += alphabet[byte % alphabet.length]
  return text
}

/** The short kind of Stripe id, `cus_` and 14 characters. */
export const shortId = (prefix: string) => `${prefix}_${randomText(14)}`

/** The long kind, `pi_` and 24 characters. */
export const longId = (prefix: string) => `${prefix}_${randomText(24)}`

/** A client secret, `<id>_secret_…`. */
export const secretOf = (id: string) => `${id}_secret_${randomText(25)}`

/** Checkout sessions carry the mode in their id: `cs_test_…`. */
export const sessionId = () => `cs_test_${randomText(58)}`
