import { setTimeout as sleep } from 'node:timers/promises'

const EVERY_MS = 15_000

/**
 * What a scheduler does in production: asks the app for its periodic work, again and again. A refusal is told once; an app
 * that is not there is the runner's to notice.
 */
export async function callCron(
  appUrl: string,
  secret: string,
  tell: (line: string) => void,
): Promise<never> {
  let told = false
  for (;;) {
    await sleep(EVERY_MS, undefined, { ref: false })
    const answer = await fetch(`${appUrl}/api/cron`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}` },
    }).catch(() => undefined)
    if (answer && !answer.ok && !told) {
      told = true
      tell(`  ! Jobs         ${appUrl}/api/cron answered ${answer.status}`)
    }
    await answer?.body?.cancel()
  }
}
