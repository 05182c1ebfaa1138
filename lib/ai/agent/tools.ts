import 'server-only'
import { tool } from 'ai'
import { z } from 'zod'
import { billingSummary, listPayments } from '@/lib/billing'
import {
  readBalance,
  readForecast,
  roll,
  spending,
  spendingGroups,
  statement,
  type Forecast,
} from '@/lib/credits'
import { db } from '@/lib/db'
import { formatMoney } from '@/lib/money'
import { amount, day } from '../tools/amounts'

export type Period = { from: string; to: string }

const DAY_MS = 24 * 60 * 60_000
const PAYMENTS = 30
const CHARGES = 10
const SCANNED = 200
/** More parts than this say nothing: the rest is added up. */
const PARTS = 31

const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10)

/** The days before a period, as many as it has. */
export function before({ from, to }: Period): Period {
  const [first, last] = [Date.parse(from), Date.parse(to)]
  return { from: iso(first - (last - first) - DAY_MS), to: iso(first - DAY_MS) }
}

const whatOf = (forecast: Forecast) =>
  forecast.outcome === 'runs_out'
    ? { runsOut: day(forecast.at) }
    : forecast.outcome === 'lasts'
      ? { lastsUntil: day(forecast.until) }
      : { unknown: 'too little use to tell' }

/**
 * What the review may look at, for one user and one period. Both are closed over: no tool takes a user, and the model cannot
 * choose other days.
 */
export function agentTools(userId: string, period: Period) {
  return {
    get_spending: tool({
      description:
        'What was spent in the period, added up by operation, model or day, and the total of as many days before it.',
      inputSchema: z.object({ by: z.enum(spendingGroups) }),
      execute: async ({ by }) => {
        await roll(db(), { userId })
        const [parts, earlier] = await Promise.all([
          spending(db(), userId, { by, ...period }),
          spending(db(), userId, { by: 'operation', ...before(period) }),
        ])
        const total = (of: typeof parts) => of.reduce((sum, { spent }) => sum + spent, 0)
        return {
          by,
          ...period,
          total: amount(total(parts)),
          before: amount(total(earlier)),
          requests: parts.reduce((sum, { requests }) => sum + requests, 0),
          parts: parts
            .slice(0, PARTS)
            .map(({ key, spent, requests }) => ({ key, requests, spent: amount(spent) })),
        }
      },
    }),
    get_largest_charges: tool({
      description: 'The dearest requests of the period, with what each was for and its tokens.',
      inputSchema: z.object({}),
      execute: async () => {
        const filter = { kind: 'spent', ...period } as const
        const { lines, nextCursor } = await statement(db(), userId, { limit: SCANNED, filter })
        const dearest = lines.toSorted((a, b) => a.delta - b.delta).slice(0, CHARGES)
        return {
          ...(nextCursor !== null && { of: `the latest ${SCANNED} charges` }),
          charges: dearest.map(({ at, delta, detail, calls }) => ({
            date: day(at),
            operation: detail?.operation,
            model: detail?.model,
            calls: calls.length,
            spent: amount(-delta),
          })),
        }
      },
    }),
    get_forecast: tool({
      description: "The user's credits now, which of them expire when, and when they run out.",
      inputSchema: z.object({}),
      execute: async () => {
        const [{ available, held, debt, buckets }, forecast] = await Promise.all([
          readBalance(db(), userId),
          readForecast(db(), userId),
        ])
        return {
          available: amount(available),
          setAside: amount(held),
          ...(debt > 0 && { owed: amount(debt) }),
          forecast: whatOf(forecast),
          expiring: buckets.flatMap(({ remaining, expiresAt, reason }) =>
            expiresAt && remaining > 0
              ? [{ what: reason, remaining: amount(remaining), expires: day(expiresAt) }]
              : [],
          ),
        }
      },
    }),
    list_payments: tool({
      description: "The user's payments of the period: amount, status, why one failed.",
      inputSchema: z.object({}),
      execute: async () => {
        const { payments } = await listPayments(userId, { limit: PAYMENTS })
        const within = payments.filter(({ createdAt }) => {
          const at = day(createdAt)
          return at >= period.from && at <= period.to
        })
        return {
          payments: within.map((payment) => ({
            date: day(payment.createdAt),
            what: payment.description,
            amount: formatMoney(payment.amountMinor, payment.currency),
            status: payment.status,
            ...(payment.refundedMinor > 0 && {
              refunded: formatMoney(payment.refundedMinor, payment.currency),
            }),
            ...(payment.failureMessage && { whyItFailed: payment.failureMessage }),
          })),
        }
      },
    }),
    get_plan: tool({
      description: "The user's plan: credits a month, status, and when it renews or ends.",
      inputSchema: z.object({}),
      execute: async () => {
        const { planName, creditsPerMonth, subscription } = await billingSummary(userId)
        return {
          plan: planName,
          creditsPerMonth,
          ...(subscription && {
            status: subscription.status,
            renews: subscription.renewsAt && day(subscription.renewsAt),
            ends: subscription.cancelAt && day(subscription.cancelAt),
          }),
        }
      },
    }),
  }
}

export type AgentTools = ReturnType<typeof agentTools>
