let frozenAt: Date | undefined

/** Time is a parameter: code that decides anything by the time asks `clock.now()`, so that tests can move it. */
export const clock = {
  now(): Date {
    return frozenAt ? new Date(frozenAt) : new Date()
  },
  /** For tests: stops the clock at an instant; `undefined` lets it run again. */
  freeze(at: Date | undefined): void {
    frozenAt = at
  },
}
