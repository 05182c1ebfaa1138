import 'server-only'
import { formatMoney } from '@/lib/money'
import { frame, type Rendered } from '../frame'

export type SubscriptionStartedProps = {
  planName: string
  interval: 'month' | 'year'
  amountMinor: number
  currency: string
  /** With their unit, as the app shows them. */
  creditsPerMonth: string
  /** ISO 8601. */
  renewsAt: string
  appUrl: string
}

export function subscriptionStarted(props: SubscriptionStartedProps): Rendered {
  const renewal = new Date(props.renewsAt).toLocaleDateString('en-GB', {
    dateStyle: 'long',
    timeZone: 'UTC',
  })
  return frame({
    subject: `Your ${props.planName} plan has started`,
    preview: `${props.creditsPerMonth} a month, from now on.`,
    paragraphs: [`You are on the ${props.planName} plan, and its credits are on your account.`],
    facts: [
      ['Price', `${formatMoney(props.amountMinor, props.currency)} a ${props.interval}`],
      ['Credits', `${props.creditsPerMonth} a month`],
      ['Renews', renewal],
    ],
    action: { label: 'See your plan', url: `${props.appUrl}/billing` },
    footnote: 'You can cancel at any time and keep the plan until the end of what you paid for.',
  })
}
