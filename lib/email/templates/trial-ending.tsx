import 'server-only'
import { formatMoney } from '@/lib/money'
import { Action, Facts, Frame, Paragraph } from '../frame'
import type { Mail } from '../mail'
import { dayOf } from '../words'

export type TrialEndingProps = {
  planName: string
  /** ISO 8601. */
  endsAt: string
  /** What the first payment will be. */
  amountMinor: number
  currency: string
  interval: 'month' | 'year'
  appUrl: string
}

export function trialEnding(props: TrialEndingProps): Mail {
  const { planName, endsAt, interval, appUrl } = props
  const price = `${formatMoney(props.amountMinor, props.currency)} a ${interval}`
  return {
    subject: `Your ${planName} trial ends on ${dayOf(endsAt)}`,
    body: (
      <Frame
        preview={`Nothing has been charged so far. From then on it is ${price}.`}
        footnote="Cancelling before that day costs nothing, and the plan stays until the trial ends."
      >
        <Paragraph>
          Your trial of {planName} ends on {dayOf(endsAt)}. Nothing has been charged so far.
        </Paragraph>
        <Paragraph>
          On that day the plan goes on and its first payment is taken from the card you left with
          us. If you do not want that, cancel before.
        </Paragraph>
        <Facts
          rows={[
            ['First payment', dayOf(endsAt)],
            ['Price', price],
          ]}
        />
        <Action href={`${appUrl}/billing`}>See your plan</Action>
      </Frame>
    ),
  }
}
