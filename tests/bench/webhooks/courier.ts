import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { Stripe } from 'stripe'

export type Letter = { type: string; body: string; signature: string }

/** Signed before the clock runs: what Stripe's side costs is not ours. */
export function signed(events: readonly Stripe.Event[], secret: string): Letter[] {
  return events.map((event) => {
    const payload = JSON.stringify(event)
    return {
      type: event.type,
      body: payload,
      signature: Stripe.webhooks.generateTestHeaderString({ payload, secret }),
    }
  })
}

export type Courier = {
  /** So many deliveries under way at any time; answers the seconds it took. */
  flood(letters: readonly Letter[], atOnce: number): Promise<number>
  /** One after the other at a fixed pace, whether the last was answered or not; answers milliseconds from the due moment. */
  pace(letters: readonly Letter[], perSecond: number): Promise<number[]>
  close(): void
}

/** Delivers to the app's webhook over kept connections, as Stripe does, and fails when one is not taken in. */
export function courier(appUrl: string): Courier {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const url = new URL('/api/webhooks/stripe', appUrl)
  const deliver = ({ type, body, signature }: Letter) =>
    new Promise<void>((resolve, reject) => {
      const call = request(
        url,
        {
          agent,
          method: 'POST',
          headers: {
            'content-type': 'application/json; charset=utf-8',
            'content-length': Buffer.byteLength(body),
            'stripe-signature': signature,
          },
        },
        (answer) => {
          answer.resume()
          answer.once('end', () =>
            answer.statusCode === 200
              ? resolve()
              : reject(new Error(`${type} was answered ${answer.statusCode}`)),
          )
        },
      )
      call.once('error', reject)
      call.end(body)
    })
  return {
    async flood(letters, atOnce) {
      let next = 0
      const lane = async () => {
        for (let letter = letters[next++]; letter; letter = letters[next++]) await deliver(letter)
      }
      const began = performance.now()
      await Promise.all(Array.from({ length: atOnce }, lane))
      return (performance.now() - began) / 1_000
    },
    async pace(letters, perSecond) {
      const began = performance.now()
      const times = letters.map(async (letter, place) => {
        const due = began + (place * 1_000) / perSecond
        await sleep(Math.max(0, due - performance.now()))
        await deliver(letter)
        return performance.now() - due
      })
      return Promise.all(times)
    },
    close: () => agent.destroy(),
  }
}
