import 'server-only'
import type { AutoTopUpAttempt } from '@/prisma/generated/client'
import { creditsText } from '@/lib/credits/format'
import { credits } from '@/lib/credits/unit'
import type { Db } from '@/lib/db'
import { enqueueMail } from '@/lib/email/outbox'
import { env } from '@/lib/env'
import type { Owner } from '../customer'
import type { Consequence } from './policy'

/** One mail for each attempt that charged nothing. Goes out after the commit. */
export async function mailFailedAttempt(
  tx: Db,
  owner: Owner,
  attempt: AutoTopUpAttempt,
  failed: Consequence & { reason: string },
): Promise<void> {
  const about = {
    packName: creditsText(credits(attempt.credits)),
    amountMinor: Number(attempt.amountMinor),
    currency: attempt.currency,
  }
  if (failed.pausedReason === 'authentication_required') {
    await enqueueMail(tx, {
      dedupeKey: `auto_topup_authentication:${attempt.id}`,
      to: owner.email,
      template: 'auto_topup_authentication',
      props: { ...about, url: `${env().APP_URL}/billing#auto-top-up` },
    })
    return
  }
  await enqueueMail(tx, {
    dedupeKey: `auto_topup_failed:${attempt.id}`,
    to: owner.email,
    template: 'auto_topup_failed',
    props: {
      ...about,
      reason: failed.reason,
      nextTryAt: failed.nextTryAt?.toISOString() ?? null,
      appUrl: env().APP_URL,
    },
  })
}
