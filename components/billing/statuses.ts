import type { BadgeTone } from '@/components/ui/badge'

type Shown = { label: string; tone: BadgeTone }

const payments: Record<string, Shown> = {
  pending: { label: 'Pending', tone: 'warn' },
  paid: { label: 'Paid', tone: 'neutral' },
  failed: { label: 'Failed', tone: 'danger' },
  refunded: { label: 'Refunded', tone: 'neutral' },
  partially_refunded: { label: 'Partly refunded', tone: 'neutral' },
  disputed: { label: 'Disputed', tone: 'danger' },
  void: { label: 'Cancelled', tone: 'neutral' },
}

/** A payment's status in words; one that is not known is shown as it came. */
export const paymentStatus = (status: string): Shown =>
  payments[status] ?? { label: status, tone: 'neutral' }
