import 'server-only'
import { plans } from '@/lib/catalogue'
import { creditsText } from '@/lib/credits/format'
import { credits } from '@/lib/credits/unit'
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
