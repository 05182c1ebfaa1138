import 'server-only'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { clock } from '@/lib/clock'
import { env } from '@/lib/env'

/** Longer than any retry schedule, and the account is suspended by then: a mail that is found late still works. */
const validDays = 45
const daySeconds = 24 * 60 * 60

// The prefix keeps a signature made for anything else with this secret from being one for this.
const sign = (payload: string): Buffer =>
  createHmac('sha256', env().AUTH_SECRET).update(`pay-link:${payload}`).digest()

/**
 * The address of the page that pays one invoice and needs no sign-in. The token names the invoice and when it expires,
 * and nothing else of the account.
 */
export function payUrl(invoiceId: string): string {
  const expires = Math.floor(clock.now().getTime() / 1_000) + validDays * daySeconds
  const payload = `${invoiceId}.${expires}`
  return `${env().APP_URL}/pay/${payload}.${sign(payload).toString('base64url')}`
}

export type PayToken = { state: 'valid' | 'expired'; invoiceId: string } | { state: 'invalid' }

/** Reads a token. One that is not ours, to the last byte, says nothing. */
export function readPayToken(token: string): PayToken {
  const [, payload, invoiceId, expires, signature] =
    /^((in_\w{1,200})\.(\d{1,12}))\.([\w-]{43})$/.exec(token) ?? []
  if (!payload || !invoiceId || !signature) return { state: 'invalid' }
  const given = Buffer.from(signature, 'base64url')
  const ours = sign(payload)
  if (given.length !== ours.length || !timingSafeEqual(given, ours)) return { state: 'invalid' }
  // The last character of base64url has bits to spare: another spelling of the same bytes is not our token.
  if (ours.toString('base64url') !== signature) return { state: 'invalid' }
  const expired = Number(expires) * 1_000 <= clock.now().getTime()
  return { state: expired ? 'expired' : 'valid', invoiceId }
}
