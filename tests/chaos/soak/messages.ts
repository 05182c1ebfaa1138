/** What the soak and its client processes tell each other. */

/** So many turns a client takes at most before those before them are reported: what its death can hide. */
export const unreportedTurns = 20

/** `timed` accounts have expiring buckets, monthly rights and freezes; on the others nothing changes but by an answer. Of
 * the `hot` ones there are few, at the front, and much is asked of them. */
export type Account = { user: string; timed: boolean; hot: boolean }

export type Start = {
  url: string
  seed: number
  accounts: Account[]
  /** The clients this process is, each from its first turn that was not reported. */
  clients: { id: number; from: number }[]
  /** In the place of a process that was killed, which may have begun so many turns that it did not report. */
  again: boolean
}

/**
 * What a client was told and will hold the ledger to. `burn`: the operation came to so much; `grant`: so much was given;
 * `reverse`: of the grant, so much was asked back in the end.
 */
export type Fact = { kind: 'burn' | 'grant' | 'reverse'; user: string; key: string; amount: number }

/** Turns that are complete. A process that dies loses what it has not reported: its turns are done again, with the same keys. */
export type Report = {
  operations: number
  retries: number
  done: { id: number; turn: number }[]
  facts: Fact[]
  violations: string[]
}
