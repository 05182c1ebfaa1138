import type { Attention } from './attention'

type PollerOptions = {
  /** Asks the server once. Never rejects. */
  ask: () => Promise<void>
  /** Whether there is anything to wait for. */
  wanted: () => boolean
  attention: Attention
  /** Milliseconds until the first question, what each next wait is multiplied with, the longest wait. */
  pace: { first: number; growth: number; most: number }
}

/**
 * Asks again and again, ever more slowly, while something is waited for and somebody looks; at once when somebody looks
 * again, whether or not anything is waited for. Never two questions at a time.
 *
 * A poll and not an event stream: what is waited for is a payment, rarely and for seconds, while a stream would hold a
 * connection per open tab, behind which the server, having no NOTIFY, would poll the database for each of them anyway.
 */
export function poller({ ask, wanted, attention, pace }: PollerOptions) {
  let running = false
  let turn = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking: Promise<void> | undefined
  let next: Promise<void> | undefined

  const present = () => attention.isVisible() && attention.isOnline()

  const schedule = () => {
    clearTimeout(timer)
    if (!running || asking || !present() || !wanted()) return
    const wait = Math.min(pace.first * pace.growth ** turn, pace.most)
    timer = setTimeout(() => {
      if (!present() || !wanted()) return
      turn += 1
      void run()
    }, wait)
  }

  const run = (): Promise<void> => {
    clearTimeout(timer)
    asking = ask().finally(() => {
      asking = undefined
      schedule()
    })
    return asking
  }

  return {
    /** Something new is waited for: the waits are short again. */
    again(): void {
      turn = 0
      schedule()
    },

    /** Asks now. A question under way may have been answered before what the caller wants to see: another one follows. */
    now(): Promise<void> {
      turn = 0
      if (!asking) return run()
      next ??= asking.then(() => {
        next = undefined
        return asking ?? run()
      })
      return next
    },

    /** Answers how to stop. */
    start(): () => void {
      running = true
      const unwatch = attention.watch(() => {
        turn = 0
        if (!present()) clearTimeout(timer)
        else if (!asking) void run()
      })
      schedule()
      return () => {
        running = false
        clearTimeout(timer)
        unwatch()
      }
    },
  }
}
