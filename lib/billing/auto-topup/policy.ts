import type { Failure } from '../declines'

const hourMs = 60 * 60 * 1_000

/** After the first, second and third failure in a row; one more, and it pauses. */
const waits = [1, 6, 24].map((hours) => hours * hourMs)

export type PausedReason =
  'authentication_required' | 'too_many_failures' | 'card_refused' | 'no_card'

/** What a failure does to the setting. */
export type Consequence = {
  failures: number
  nextTryAt: Date | null
  pausedReason: PausedReason | null
}

/**
 * What follows from one more failure in a row. A bank that wants to ask its customer will say the same again, and one that
 * says never to try this card again means it (the networks charge for asking): both pause at once. Anything else may pass.
 */
export function afterFailure(
  failuresBefore: number,
  { code, advice }: Pick<Failure, 'code'> & { advice: string | null },
  now: Date,
): Consequence {
  const failures = failuresBefore + 1
  const pause = (pausedReason: PausedReason) => ({ failures, nextTryAt: null, pausedReason })
  if (code === 'authentication_required') return pause('authentication_required')
  if (advice === 'do_not_try_again') return pause('card_refused')
  const wait = waits[failures - 1]
  if (wait === undefined) return pause('too_many_failures')
  return { failures, nextTryAt: new Date(now.getTime() + wait), pausedReason: null }
}

/** Caps count by the calendar month in UTC. */
export const monthOf = (at: Date): { start: Date; end: Date } => ({
  start: new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1)),
  end: new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1)),
})
