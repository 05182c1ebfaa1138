import 'server-only'
import { after } from 'next/server'
import { log } from '@/lib/log'

/**
 * Runs a task once the response is on its way, so that nobody waits for it. Where Next serves no request (a job, a
 * test), it starts at once. Its failure is logged: the task must be one that somebody else will try again.
 */
export function afterResponse(task: () => Promise<unknown>): void {
  const logged = async () => {
    try {
      await task()
    } catch (error) {
      log.error({ err: error }, 'a task after the response failed')
    }
  }
  try {
    after(logged)
  } catch (error) {
    // `after` throws, before it starts anything, where no request is being served.
    if (!(error instanceof Error && error.message.includes('outside a request scope'))) throw error
    void logged()
  }
}
