import 'server-only'
import { openOverage, topUpIfLow } from '@/lib/billing'
import { registerCreditHooks } from '@/lib/metering'

/** Lets what was agreed with a user happen when credits run low or out. Once per process, before the first request. */
export function hookCredits(): void {
  registerCreditHooks({ spent: topUpIfLow, extend: openOverage })
}
