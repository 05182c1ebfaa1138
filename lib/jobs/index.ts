import 'server-only'
import { sweepFiles } from '@/lib/ai/files/store'
import { removeOldRequests } from '@/lib/api/requests'
import { removeExpired } from '@/lib/auth/sessions'
import {
  reconcileDaily,
  reportOverage,
  retryFailedEvents,
  runAutoTopUps,
  runDunning,
} from '@/lib/billing'
import { sweep } from '@/lib/credits'
import { db } from '@/lib/db'
import { flushOutbox } from '@/lib/email/outbox'
import { noticeLowBalances } from '@/lib/low-balance'
import { removeOldWindows } from '@/lib/rate-limit'
import { auditLedger } from './audit'

export type Job = {
  /** Not before so many seconds after the last start; the caller's rhythm decides how exactly. */
  everySeconds: number
  /** Answers the line that is kept as its last result. Safe to run twice and in two places at once. */
  run(): Promise<string>
}

/** Periodic work. Nothing a user sees depends on its punctuality: expiry and refills happen when an account is used. */
export const jobs = {
  /** Holds past their time: a crashed process's reservations go back. */
  sweep: {
    everySeconds: 15,
    async run() {
      const swept = await sweep(db(), { limit: 500 })
      return `${swept} holds released`
    },
  },
  /** Whose credits have fallen to a fifth of a month's is told. Before the mail: so it goes out in the same round. */
  'low-balance': {
    everySeconds: 15,
    async run() {
      return `${await noticeLowBalances()} notices`
    },
  },
  /** Packs that users agreed to buy when they run low: what the call after a charge has missed or could not finish. */
  'auto-topup': {
    everySeconds: 30,
    async run() {
      const { resumed, bought, failed } = await runAutoTopUps()
      return `${bought} bought, ${resumed} resumed, ${failed} failed`
    },
  },
  /** Unpaid renewals that time alone moves on, or of which an event was lost. Before the mail, as above. */
  dunning: {
    everySeconds: 5 * 60,
    async run() {
      const { read, failed } = await runDunning()
      return `${read} read, ${failed} failed`
    },
  },
  /** What was spent past the balance goes to Stripe's meter, well before the period's invoice is final. */
  overage: {
    everySeconds: 5 * 60,
    async run() {
      const { noted, sent, failed, last } = await reportOverage()
      return `${noted} noted, ${sent} sent, ${failed} failed, ${last} last bills`
    },
  },
  /** Mail that was decided on but not sent, or not accepted yet. */
  mail: {
    everySeconds: 10,
    async run() {
      const { sent, failed } = await flushOutbox()
      return `${sent} sent, ${failed} failed`
    },
  },
  /** Stripe events that failed, or that a crash left behind. */
  webhooks: {
    everySeconds: 60,
    async run() {
      const { succeeded, failed } = await retryFailedEvents()
      return `${succeeded} succeeded, ${failed} failed`
    },
  },
  /** What has expired: sessions, unused sign-in links, rate limits. */
  sessions: {
    everySeconds: 60 * 60,
    async run() {
      const { sessions, links } = await removeExpired()
      return `${sessions} sessions, ${links} links, ${await removeOldWindows()} rate limits removed`
    },
  },
  /** First answers that are kept for a day for who asks again. */
  'api-requests': {
    everySeconds: 60 * 60,
    async run() {
      return `${await removeOldRequests()} requests removed`
    },
  },
  /** Files that were attached and never sent. */
  files: {
    everySeconds: 60 * 60,
    async run() {
      return `${await sweepFiles()} removed`
    },
  },
  /** Whether our tables agree with Stripe, once a day; what a lost event left behind is repaired. */
  reconcile: {
    everySeconds: 60 * 60,
    async run() {
      const run = await reconcileDaily()
      if (!run) return 'nothing due'
      return `${run.compared} compared, ${run.drifts} differed, ${run.repaired} repaired`
    },
  },
  /** Whether balances and statement agree: what moved lately, and everything once a day. Last, since it may take long. */
  audit: {
    everySeconds: 10 * 60,
    run: auditLedger,
  },
} as const satisfies Record<string, Job>

export type JobName = keyof typeof jobs
