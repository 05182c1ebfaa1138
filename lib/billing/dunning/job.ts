import 'server-only'
import { clock } from '@/lib/clock'
import { db } from '@/lib/db'
import { log } from '@/lib/log'
import { converge } from '../sync/converge'
import { readInvoice } from '../sync/subscription'
import { suspendAfterDays } from './stages'

const hourMs = 60 * 60 * 1_000

/**
 * Reads again from Stripe what time alone moves on: cases whose last stage has come, and those of which a try was due that
 * nobody told us about. Safe to run twice and in two places at once. Answers how many were read and how many could not be.
 */
export async function runDunning({ limit = 50 } = {}): Promise<{ read: number; failed: number }> {
  const now = clock.now().getTime()
  const due = await db().dunningCase.findMany({
    where: {
      closedAt: null,
      OR: [
        {
          stage: { not: 'suspended' },
          openedAt: { lte: new Date(now - suspendAfterDays * 24 * hourMs) },
        },
        // Stripe tells within minutes; an hour later its event is lost.
        { nextAttemptAt: { lte: new Date(now - hourMs) } },
      ],
    },
    orderBy: { syncedAt: 'asc' },
    select: { id: true },
    take: limit,
  })
  let failed = 0
  for (const { id } of due)
    try {
      await converge(() => readInvoice(id))
    } catch (error) {
      failed += 1
      log.warn({ err: error, invoiceId: id }, 'an unpaid renewal could not be read')
    }
  return { read: due.length - failed, failed }
}
