import type { Context } from '../context'

/** Something that happens by itself when its time comes: a renewal, a retry, an expiry. */
export type Due = {
  /** Unix seconds. */
  at: number
  /** The object it happens to, for the order among things of one second and for messages. */
  id: string
  /** Does it, in a transaction whose `now` is `at`. After it, the same thing is not due any more. */
  run(context: Context): Promise<void>
}

/** Looks for what of its kind is due until then (unix seconds, inclusive). Changes nothing. */
export type DueSource = (context: Context, until: number) => Promise<Due[]>
