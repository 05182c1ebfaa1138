import 'server-only'
import { formatMoney } from '@/lib/money'
import { Action, Facts, Frame, Paragraph } from '../frame'
import type { Mail } from '../mail'
import { dayOf } from '../words'

export type UpgradePendingProps = {
  planName: string
  /** The plan that stays meanwhile. */
  currentPlanName: string
  amountMinor: number
  currency: string
  /** Where it can be paid or confirmed: Stripe's page of the invoice, or ours. */
  url: string
  /** ISO 8601: when the change lapses unpaid. */
  until: string
}

export function upgradePending(props: UpgradePendingProps): Mail {
  const { planName, currentPlanName, url, until } = props
  return {
    subject: `Your change to ${planName} waits for its payment`,
    body: (
      <Frame
        preview={`Nothing was charged so far, and ${currentPlanName} goes on meanwhile.`}
        footnote="If it is not paid by then, the change lapses by itself and nothing is charged."
      >
        <Paragraph>
          The payment for the change to {planName} is not finished. Nothing was charged so far, and{' '}
          {currentPlanName} goes on meanwhile.
        </Paragraph>
        <Facts
          rows={[
            ['To pay', formatMoney(props.amountMinor, props.currency)],
            ['By', dayOf(until)],
          ]}
        />
        <Action href={url}>Finish the payment</Action>
      </Frame>
    ),
  }
}

export type UpgradeLapsedProps = { planName: string; currentPlanName: string; appUrl: string }

export function upgradeLapsed({ planName, currentPlanName, appUrl }: UpgradeLapsedProps): Mail {
  return {
    subject: `Your change to ${planName} has lapsed`,
    body: (
      <Frame
        preview={`You are on ${currentPlanName} as before; nothing was charged.`}
        footnote="Your plan and your credits are as they were before."
      >
        <Paragraph>
          The payment for the change to {planName} did not arrive in time, so the change was given
          up. You are on {currentPlanName} as before, and nothing was charged.
        </Paragraph>
        <Action href={`${appUrl}/pricing`}>Compare the plans</Action>
      </Frame>
    ),
  }
}
