import 'server-only'
import { plans } from '@/lib/catalogue'
import { creditsText } from '@/lib/credits/format'
import { credits, microCredits, type MicroCredits } from '@/lib/credits/unit'
import type { Db } from '@/lib/db'
import { enqueueMail } from '@/lib/email/outbox'
import { env } from '@/lib/env'
import type { Owner } from './customer'
import type { SoldPlan } from './prices'

/** Whole credits as the app shows them. */
const shown = (whole: number, options?: { signed: boolean }) => creditsText(credits(whole), options)

/** Each mail is about one payment and sent once for it, however many events report it. All go out after the commit. */
type About = { paymentId: string; description: string }

export async function mailConfirmation(
  tx: Db,
  owner: Owner,
  payment: About & {
    amountMinor: number
    currency: string
    creditsAdded: number
    receiptUrl: string | null
  },
): Promise<void> {
  const { paymentId, ...props } = payment
  await enqueueMail(tx, {
    dedupeKey: `payment_confirmed:${paymentId}`,
    to: owner.email,
    template: 'payment_confirmed',
    props: {
      ...props,
      creditsAdded: props.creditsAdded > 0 ? shown(props.creditsAdded, { signed: true }) : '',
      appUrl: env().APP_URL,
    },
  })
}

export async function mailSubscriptionStarted(
  tx: Db,
  owner: Owner,
  started: {
    paymentId: string
    sold: SoldPlan
    amountMinor: number
    currency: string
    renewsAt: Date
  },
): Promise<void> {
  const plan = plans[started.sold.planKey]
  await enqueueMail(tx, {
    dedupeKey: `subscription_started:${started.paymentId}`,
    to: owner.email,
    template: 'subscription_started',
    props: {
      planName: plan.name,
      interval: started.sold.interval,
      amountMinor: started.amountMinor,
      currency: started.currency,
      creditsPerMonth: shown(plan.creditsPerMonth),
      renewsAt: started.renewsAt.toISOString(),
      appUrl: env().APP_URL,
    },
  })
}

/** A plan that goes on, or that begins after its trial. */
export async function mailRenewal(
  tx: Db,
  owner: Owner,
  renewed: {
    paymentId: string
    sold: SoldPlan
    amountMinor: number
    currency: string
    renewsAt: Date
    receiptUrl: string | null
  },
): Promise<void> {
  const { paymentId, sold, renewsAt, ...props } = renewed
  const plan = plans[sold.planKey]
  await enqueueMail(tx, {
    dedupeKey: `renewal:${paymentId}`,
    to: owner.email,
    template: 'renewal',
    props: {
      ...props,
      planName: plan.name,
      creditsPerMonth: shown(plan.creditsPerMonth),
      renewsAt: renewsAt.toISOString(),
      appUrl: env().APP_URL,
    },
  })
}

export async function mailFailure(
  tx: Db,
  owner: Owner,
  failed: About & { attempt: number; reason: string | undefined; retryUrl?: string | null },
): Promise<void> {
  await enqueueMail(tx, {
    dedupeKey: `payment_failed:${failed.paymentId}:${failed.attempt}`,
    to: owner.email,
    template: 'payment_failed',
    props: {
      description: failed.description,
      reason: failed.reason ?? 'The bank gave no reason.',
      retryUrl: failed.retryUrl ?? `${env().APP_URL}/billing`,
    },
  })
}

type Returned = { description: string; amountMinor: number; currency: string }

/** `taken`: how much of the credits went back with the money. */
export async function mailRefund(
  tx: Db,
  owner: Owner,
  { refundId, taken, ...refund }: Returned & { refundId: string; taken: MicroCredits },
): Promise<void> {
  await enqueueMail(tx, {
    dedupeKey: `refund:${refundId}`,
    to: owner.email,
    template: 'refund',
    props: {
      ...refund,
      creditsTaken: taken > 0 ? creditsText(microCredits(-taken), { signed: true }) : '',
      appUrl: env().APP_URL,
    },
  })
}

export async function mailDisputeOpened(
  tx: Db,
  owner: Owner,
  { disputeId, ...dispute }: Returned & { disputeId: string },
): Promise<void> {
  await enqueueMail(tx, {
    dedupeKey: `dispute_opened:${disputeId}`,
    to: owner.email,
    template: 'dispute_opened',
    props: { ...dispute, appUrl: env().APP_URL },
  })
}

export async function mailDisputeClosed(
  tx: Db,
  owner: Owner,
  { disputeId, ...dispute }: Returned & { disputeId: string; won: boolean },
): Promise<void> {
  await enqueueMail(tx, {
    dedupeKey: `dispute_closed:${disputeId}`,
    to: owner.email,
    template: 'dispute_closed',
    props: { ...dispute, appUrl: env().APP_URL },
  })
}
