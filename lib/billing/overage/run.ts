import 'server-only'
import { mailCaps } from './cap-mail'
import { noteOverage } from './report'
import { sendOverage } from './send'

/** Notes what was spent, sends what was noted, and tells who has come to their cap. Safe to run twice at once. */
export async function reportOverage() {
  const noted = await noteOverage()
  const { sent, failed } = await sendOverage()
  await mailCaps()
  return { noted, sent, failed }
}
