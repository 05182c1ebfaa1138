import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'

/** As long as the events of one payment are apart when they arrive. */
const gatherMs = 25

/**
 * Shares readings among those who want the same at the same moment: a payment's events arrive together, and each wants its
 * subscription read after it happened. A reading begins a moment after it was first asked for, and all who asked by then take
 * it. Nobody is given one that began before it was asked for, and nobody waits for another's that hangs.
 */
export function sharedReadings<Reading>(read: (id: string) => Promise<Reading>) {
  const gathering = new Map<string, Promise<Reading>>()
  return (id: string): Promise<Reading> => {
    const shared =
      gathering.get(id) ??
      sleep(gatherMs).then(() => {
        gathering.delete(id)
        return read(id)
      })
    gathering.set(id, shared)
    return shared
  }
}
