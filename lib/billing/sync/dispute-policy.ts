import 'server-only'
import { log } from '@/lib/log'

type DisputeStatus =
  | 'warning_needs_response'
  | 'warning_under_review'
  | 'warning_closed'
  | 'needs_response'
  | 'under_review'
  | 'appeal_needs_response'
  | 'appeal_under_review'
  | 'won'
  | 'lost'
  | 'prevented'

type Policy = {
  /** Nobody spends what may have to be given back. */
  freezes: boolean
  /** The payment is shown as disputed. */
  stands: boolean
  /** For whom the bank has decided; `null`: it has not, or there was nothing to decide. */
  decided: 'won' | 'lost' | null
}

/**
 * What a dispute does while it is in a status. Credits follow the money and not the status. An inquiry (`warning_…`) is only a
 * question: it is shown to the owner. After the decision the account may spend again; what was lost stays taken back.
 */
const policies: Record<DisputeStatus, Policy> = {
  warning_needs_response: { freezes: false, stands: false, decided: null },
  warning_under_review: { freezes: false, stands: false, decided: null },
  warning_closed: { freezes: false, stands: false, decided: null },
  needs_response: { freezes: true, stands: true, decided: null },
  under_review: { freezes: true, stands: true, decided: null },
  appeal_needs_response: { freezes: false, stands: true, decided: 'lost' },
  appeal_under_review: { freezes: false, stands: true, decided: 'lost' },
  won: { freezes: false, stands: false, decided: 'won' },
  lost: { freezes: false, stands: true, decided: 'lost' },
  prevented: { freezes: false, stands: false, decided: null },
}

const isKnown = (status: string): status is DisputeStatus => Object.hasOwn(policies, status)

/** The row of the table. Stripe's enums are open: a status we do not know freezes, as a dispute that runs does, and is logged. */
export function disputePolicy(status: string): Policy {
  if (isKnown(status)) return policies[status]
  log.error({ status }, 'unknown dispute status: the account is frozen until the table names it')
  return policies.needs_response
}

export const stands = (status: string): boolean => disputePolicy(status).stands
