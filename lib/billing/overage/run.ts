import 'server-only'
import { mailCaps } from './cap-mail'
import { billLastOverage } from './last-bill'
import { noteOverage } from './report'
import { sendOverage } from './send'

/**
 * Notes what was spent, sends what was noted, tells who has come to their cap, and bills what a plan that ended at once left.
 * Safe to run twice at once.
 */
export async function reportOverage() {
  const noted = await noteOverage()
  const { sent, failed } = await sendOverage()
  await mailCaps()
  return { noted, sent, failed, last: await billLastOverage() }
}
