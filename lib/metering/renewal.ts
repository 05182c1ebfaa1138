import 'server-only'
import { renew } from '@/lib/credits'
import { db } from '@/lib/db'
import { log } from '@/lib/log'

export type Renewal = {
  /** Aborted when the hold is gone: what the work costs from here on is covered by nothing. */
  lapsed: AbortSignal
  stop(): void
}

/**
 * Keeps a hold while this process works under it: renews it three times within its life, so that two renewals may be lost.
 * A renewal that fails (the database is away) is tried again sooner and never harms the work. The timer keeps no process
 * alive; when the process dies, the sweep takes the hold at the latest `ttlSeconds` after the last renewal.
 */
export function keepHeld(hold: {
  userId: string
  operationKey: string
  ttlSeconds: number
}): Renewal {
  const { userId, operationKey, ttlSeconds } = hold
  const life = ttlSeconds * 1_000
  const lapsed = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  function renewAfter(ms: number): void {
    if (stopped) return
    timer = setTimeout(() => void attempt(), ms)
    timer.unref()
  }

  async function attempt(): Promise<void> {
    try {
      const until = await renew(db(), { userId, operationKey, ttlSeconds })
      if (until) return renewAfter(life / 3)
      if (stopped) return // closed while it was asked
      log.warn({ userId, operationKey }, 'hold lapsed while it was worked under')
      lapsed.abort(new Error(`the hold of ${operationKey} lapsed`))
    } catch (error) {
      log.warn({ err: error, userId, operationKey }, 'renewing a hold failed, trying again')
      renewAfter(life / 12)
    }
  }

  renewAfter(life / 3)
  return {
    lapsed: lapsed.signal,
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
