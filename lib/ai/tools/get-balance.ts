import 'server-only'
import { z } from 'zod'
import { readBalanceView } from '@/lib/balance-view'
import type { Bucket, Forecast } from '@/lib/credits'
import { lastsUntil } from '@/lib/credits/lasts-until'
import { amount, day } from './amounts'
import { typedTool } from './typed-tool'

const expiryOf = (bucket: Bucket) => {
  const until = lastsUntil(bucket)
  return until === null ? 'never' : day(until)
}

/** The forecast as the usage page has it, by the day. */
function dayOf(forecast: Forecast) {
  if (forecast.outcome === 'runs_out') return { outcome: forecast.outcome, on: day(forecast.at) }
  if (forecast.outcome === 'lasts')
    return { outcome: forecast.outcome, beyond: day(forecast.until) }
  return { outcome: forecast.outcome }
}

export const getBalance = (userId: string) =>
  typedTool({
    description:
      "The user's credits now: available, set aside, owed, which expire when, and the day they run out at the present pace.",
    inputSchema: z.object({}),
    execute: async () => {
      const view = await readBalanceView(userId)
      return {
        available: amount(view.available),
        setAside: amount(view.held),
        ...(view.debt > 0 && { owed: amount(view.debt) }),
        ...(view.frozen && { frozen: view.frozen }),
        ...(view.overage.on && { overageLeft: amount(view.overage.left) }),
        forecast: dayOf(view.forecast),
        buckets: view.buckets.map((bucket) => ({
          kind: bucket.kind,
          remaining: amount(bucket.remaining),
          expires: expiryOf(bucket),
        })),
      }
    },
  })
