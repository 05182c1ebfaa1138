import 'server-only'
import { tool } from 'ai'
import { z } from 'zod'
import { ownAvailable } from '@/lib/billing'
import { readBalance, type Bucket } from '@/lib/credits'
import { lastsUntil } from '@/lib/credits/lasts-until'
import { db } from '@/lib/db'
import { amount, day } from './amounts'

const expiryOf = (bucket: Bucket) => {
  const until = lastsUntil(bucket)
  return until === null ? 'never' : day(until)
}

export const getBalance = (userId: string) =>
  tool({
    description:
      "The user's credits now: available, set aside, owed, and which of them expire when.",
    inputSchema: z.object({}),
    execute: async () => {
      const balance = await readBalance(db(), userId)
      const { held, debt, frozen, buckets } = balance
      return {
        available: amount(ownAvailable(balance)),
        setAside: amount(held),
        ...(debt > 0 && { owed: amount(debt) }),
        ...(frozen && { frozen }),
        buckets: buckets
          .filter((bucket) => bucket.remaining > 0)
          .map((bucket) => ({
            kind: bucket.kind,
            remaining: amount(bucket.remaining),
            expires: expiryOf(bucket),
          })),
      }
    },
  })
