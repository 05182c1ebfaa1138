/**
 * Time is a parameter. The rule:
 *
 * - `clock.now()` for whatever money, credits, access, periods and dates on pages are decided by. In the sandbox it is the
 *   sandbox's time, which somebody may have moved ahead; elsewhere it is the real one.
 * - `clock.real()` for security and machinery, which no simulation may age: sessions, sign-in links, rate limits, time-outs,
 *   how long ago a process did something.
 * - The ledger and the jobs go by the database's own clock, which all processes share, and take `clock.moved()` over it.
 */

// One per process: each bundle of the app has its own copy of this module.
const kept = globalThis as { tollgateClock?: { offsetMs: number; frozenAt: Date | undefined } }
const state = (kept.tollgateClock ??= { offsetMs: 0, frozenAt: undefined })

export const clock = {
  now(): Date {
    return state.frozenAt ? new Date(state.frozenAt) : new Date(Date.now() + state.offsetMs)
  },
  real(): Date {
    return state.frozenAt ? new Date(state.frozenAt) : new Date()
  },
  /** The time where it is not the real one; `undefined` where it is. */
  moved(): Date | undefined {
    return state.offsetMs === 0 ? undefined : clock.now()
  },
  /** Goes so far ahead of the real time, in milliseconds. For the sandbox only. */
  move(offsetMs: number): void {
    state.offsetMs = offsetMs
  },
  /** For tests: stops the clock at an instant; `undefined` lets it run again. */
  freeze(at: Date | undefined): void {
    state.frozenAt = at
  },
}
