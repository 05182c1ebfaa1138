import 'server-only'
import { z } from 'zod'
import { billingSummary, cardOf, owedBy, type SubscriptionView } from '@/lib/billing'
import { currency, plans } from '@/lib/catalogue'
import { day, sum } from './amounts'
import { typedTool } from './typed-tool'

const dayOrNone = (at: string | null) => (at === null ? undefined : day(at))

function facts(subscription: SubscriptionView) {
  const { planKey, interval, status, next, pending } = subscription
  return {
    interval,
    status,
    price: sum(plans[planKey].prices[interval].unitAmount, currency),
    renews: dayOrNone(subscription.renewsAt),
    ends: dayOrNone(subscription.cancelAt),
    ...(status === 'trialing' && { trialEnds: dayOrNone(subscription.trialEnd) }),
    // A smaller plan that is planned for the end of the period.
    ...(next && { changesTo: { plan: next.planName, interval: next.interval, on: day(next.at) } }),
    // A larger one that begins when it is paid.
    ...(pending && {
      waitsForPayment: { plan: pending.planName, until: pending.at, payAt: pending.url },
    }),
  }
}

export const getPlan = (userId: string) =>
  typedTool({
    description:
      "The user's plan: credits a month, price, status, next renewal, card, a change or end that is planned, what is unpaid.",
    inputSchema: z.object({}),
    execute: async () => {
      const [summary, card, [owed]] = await Promise.all([
        billingSummary(userId),
        cardOf(userId),
        owedBy(userId),
      ])
      const { planName, creditsPerMonth, subscription, byAgreement } = summary
      return {
        plan: planName,
        creditsPerMonth,
        ...(byAgreement && { byAgreement }),
        ...(subscription && facts(subscription)),
        ...(subscription && card && { card: { brand: card.brand, last4: card.last4 } }),
        ...(owed && {
          unpaid: {
            amount: sum(owed.amountMinor, owed.currency),
            since: day(owed.since),
            why: owed.reason,
          },
        }),
      }
    },
  })
