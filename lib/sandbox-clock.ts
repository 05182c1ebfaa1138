import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { clock } from '@/lib/clock'
import { env } from '@/lib/env'

/** How far the sandbox's time is ahead, in milliseconds. It never runs behind. */
export const clockOffset = z.object({ offsetMs: z.number().min(0) })

/** The sandbox may start after the app. */
const tries = 120
const againAfterMs = 500

/** Takes the sandbox's time over, where the app goes by it. Throws when the sandbox does not answer. */
export async function readSandboxClock(): Promise<void> {
  const { SANDBOX_CLOCK, SANDBOX_URL } = env()
  if (!SANDBOX_CLOCK || !SANDBOX_URL) return
  const response = await fetch(`${SANDBOX_URL}/api/clock`, {
    signal: AbortSignal.timeout(5_000),
  }).catch((cause: unknown) => {
    throw new Error('The sandbox does not tell the time: it is not running.', { cause })
  })
  clock.move(clockOffset.parse(await response.json()).offsetMs)
}

/** At the start of a server: takes it over as soon as the sandbox answers. From then on the sandbox says when it moves. */
export async function followSandboxClock(): Promise<void> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const known = await readSandboxClock().then(
      () => true,
      () => false,
    )
    if (known) return
    await sleep(againAfterMs, undefined, { ref: false })
  }
}
