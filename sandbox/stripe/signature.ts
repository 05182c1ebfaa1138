import { createHmac } from 'node:crypto'

/** The `Stripe-Signature` header, over the time of sending: https://docs.stripe.com/webhooks#verify-manually */
export function signatureOf(payload: string, secret: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000)
  const mac = createHmac('sha256', secret).update(`${seconds}.${payload}`).digest('hex')
  return `t=${seconds},v1=${mac}`
}
