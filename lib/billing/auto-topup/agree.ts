import 'server-only'
import type { z } from 'zod'
import { afterResponse } from '@/lib/after'
import { refreshTopUpCard } from './card-reading'
import { saveAutoTopUp, type autoTopUpForm } from './settings'
import { topUpIfLow } from './trigger'

/** Turns automatic top-ups on, or changes them. Who is below the threshold already is topped up right after. */
export async function agreeToAutoTopUp(
  userId: string,
  form: Omit<z.output<typeof autoTopUpForm>, 'consent'>,
): Promise<void> {
  await saveAutoTopUp(userId, form)
  await refreshTopUpCard(userId)
  afterResponse(() => topUpIfLow(userId))
}
