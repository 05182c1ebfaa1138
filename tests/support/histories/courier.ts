import type { Stripe } from 'stripe'
import { randomOf, type Random } from '@/tests/chaos/soak/random'
import type { BillingWorld } from '../billing'

/** How news of a history arrives. */
export type Post = {
  seed: number
  /** How often each event comes, in percent: 150 is every second one twice. */
  repeats: number
  /** Of a hundred events, how many never arrive. */
  lost: number
  /** Deliveries at once. */
  lanes: number
}

/** The order of an honest post: everything, once, as it happened. */
export const plain: Post = { seed: 0, repeats: 100, lost: 0, lanes: 1 }

export function shuffled<Value>(values: readonly Value[], random: Random): Value[] {
  const left = [...values]
  return values.map(() => left.splice(random.int(0, left.length - 1), 1)[0] as Value)
}

/** Stripe asks again what was answered with an error. */
const tries = 6

async function deliver(world: BillingWorld, event: Stripe.Event): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await world.deliver(event)
    if (response.status === 200) return
    if (attempt === tries) throw new Error(`${event.type}: ${await response.text()}`)
  }
}

/** Delivers by a post: what is lost is left out, the rest comes in any order, some of it again, several at once. */
export function courier(world: BillingWorld, post: Post) {
  const random = randomOf(post.seed)
  const known = new Set<string>()
  const waiting: Stripe.Event[] = []
  let anyLost = false

  async function bring(events: readonly Stripe.Event[]): Promise<void> {
    const order = post.seed === 0 ? [...events] : shuffled(events, random)
    const lane = async () => {
      for (let event = order.shift(); event; event = order.shift()) await deliver(world, event)
    }
    await Promise.all(Array.from({ length: post.lanes }, lane))
  }

  const copies = (event: Stripe.Event) => {
    const extra = random.percent(post.repeats % 100) ? 1 : 0
    return Array.from({ length: Math.floor(post.repeats / 100) + extra }, () => event)
  }

  return {
    /** Takes events to deliver, and delivers some of what waits. */
    async take(events: readonly Stripe.Event[]): Promise<void> {
      for (const event of events) {
        if (known.has(event.id)) continue
        known.add(event.id)
        if (random.percent(post.lost)) anyLost = true
        else waiting.push(...copies(event))
      }
      const now = waiting.filter(() => post.seed === 0 || random.percent(50))
      for (const event of now) waiting.splice(waiting.indexOf(event), 1)
      await bring(now)
    },
    /** Delivers the rest; answers whether anything never arrived. */
    async finish(): Promise<boolean> {
      await bring(waiting.splice(0))
      return anyLost
    },
  }
}
