import 'server-only'
import type { Effect } from '../sync/effect'

/** Several readings written in one transaction, in this order. */
export function together(...effects: Effect[]): Effect {
  return async (tx) => {
    const lines: string[] = []
    for (const effect of effects) lines.push(await effect(tx))
    return lines.join('; ')
  }
}
