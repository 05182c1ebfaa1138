import { clock } from '@/lib/clock'

/** An amount that was shown longer ago is counted anew before it is charged. */
const freshSeconds = 10 * 60

export const unixNow = (): number => Math.floor(clock.now().getTime() / 1_000)

/** Whether a preview of that moment (Unix seconds) can still be confirmed as it was shown. */
export const isFresh = (previewedAt: number): boolean =>
  Math.abs(clock.now().getTime() / 1_000 - previewedAt) <= freshSeconds
