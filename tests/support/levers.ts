import type { Stripe } from 'stripe'
import type { BillingWorld } from './billing'

/** What a cardholder, a bank and time do: the levers of the sandbox's panel, with the events they made. */
export function leversOf(world: BillingWorld) {
  async function pull<Answer>(path: string, body: object): Promise<Answer> {
    const response = await fetch(`${world.sandbox.url}/sandbox/stripe/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const answer = await response.json()
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`)
    return answer as Answer
  }

  const chargeOf = async (intent: string) => {
    const { latest_charge } = await world.stripe.paymentIntents.retrieve(intent)
    return String(latest_charge)
  }

  return {
    dispute: async (intent: string, input: { amount?: number; inquiry?: boolean } = {}) => {
      const charge = await chargeOf(intent)
      return pull<Stripe.Dispute>(`charges/${charge}/dispute`, input)
    },
    closeDispute: (id: string, status: 'won' | 'lost' | 'warning_closed') =>
      pull<Stripe.Dispute>(`disputes/${id}/close`, { status }),
    /** The subscription's period ends now. */
    renew: (id: string) => pull<unknown>(`subscriptions/${id}/renew`, {}),
    declineFromNow: (card: string) =>
      pull<unknown>(`payment_methods/${card}/decline`, { code: 'insufficient_funds' }),
    settleRefund: (id: string, outcome: 'succeeded' | 'failed') =>
      pull<Stripe.Refund>(`refunds/${id}/settle`, { outcome }),
  }
}

export type Levers = ReturnType<typeof leversOf>
