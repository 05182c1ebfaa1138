import 'server-only'
import { formatMoney } from '@/lib/money'
import { Action, Facts, Frame, Paragraph } from '../frame'
import type { Mail } from '../mail'
import { dayOf } from '../words'

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

export function subscriptionStarted(props: SubscriptionStartedProps): Mail {
  const { planName, interval, creditsPerMonth, renewsAt, appUrl } = props
  return {
    subject: `Your ${planName} plan has started`,
    body: (
      <Frame
        preview={`${creditsPerMonth} a month, from now on.`}
        footnote="You can cancel at any time and keep the plan until the end of what you paid for."
      >
        <Paragraph>You are on the {planName} plan, and its credits are on your account.</Paragraph>
        <Facts
          rows={[
            ['Price', `${formatMoney(props.amountMinor, props.currency)} a ${interval}`],
            ['Credits', `${creditsPerMonth} a month`],
            ['Renews', dayOf(renewsAt)],
          ]}
        />
        <Action href={`${appUrl}/billing`}>See your plan</Action>
      </Frame>
    ),
  }
}
