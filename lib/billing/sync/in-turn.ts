import 'server-only'

/** The last that was begun, by what it is about. */
const tails = new Map<string, Promise<unknown>>()

/** Runs what is about the same thing one after the other, in the order it was asked for. One that fails stops nobody. */
export function inTurn<Result>(key: string, run: () => Promise<Result>): Promise<Result> {
  const before = tails.get(key) ?? Promise.resolve()
  const turn = before.then(run)
  const tail = turn
    .catch(() => null)
    .finally(() => {
      if (tails.get(key) === tail) tails.delete(key)
    })
  tails.set(key, tail)
  return turn
}
