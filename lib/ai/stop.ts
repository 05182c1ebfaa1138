import 'server-only'
import { db } from '@/lib/db'
import { log } from '@/lib/log'
import { isUuid } from './ids'
import type { Turn } from './turns'

/** The user pressed Stop. The process that writes the answer asks for it: it may be another one than this. */
export async function requestStop(userId: string, chatId: string): Promise<void> {
  if (!isUuid(chatId)) return
  await db().chatMessage.updateMany({
    where: { userId, chatId, status: 'streaming' },
    data: { status: 'stopping' },
  })
}

export async function stopRequested({ userId, answerId }: Turn): Promise<boolean> {
  const stopping = { userId, id: answerId, status: 'stopping' }
  return (await db().chatMessage.count({ where: stopping })) > 0
}

const ASK_EVERY_MS = 500

/**
 * Aborts when the user presses Stop. That is written to the database first and then the connection is dropped (any process
 * may have got the one, and this one has the other), so there is nothing to ask while somebody is listening. A connection
 * dropped for another reason, a reload or a dead network, stops nothing: the answer is finished and kept.
 */
export function stopSignal(
  requested: () => Promise<boolean>,
  gone: AbortSignal,
  ended: Promise<void>,
): AbortSignal {
  const stop = new AbortController()
  const over = new AbortController()
  void ended.then(() => over.abort())

  const ask = async () => {
    while (!over.signal.aborted && !stop.signal.aborted) {
      try {
        if (await requested()) return stop.abort()
      } catch (error) {
        log.warn({ err: error }, 'could not ask for a stop, asking again')
      }
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS))
    }
  }
  if (gone.aborted) void ask()
  else gone.addEventListener('abort', () => void ask(), { once: true })
  return stop.signal
}
