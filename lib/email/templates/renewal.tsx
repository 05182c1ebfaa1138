import 'server-only'
import { formatMoney } from '@/lib/money'
import { Action, Facts, Frame, Paragraph } from '../frame'
import type { Mail } from '../mail'
import { dayOf } from '../words'

export type RenewalProps = {
  planName: string
  amountMinor: number
  currency: string
  /** With their unit, as the app shows them. */
  creditsPerMonth: string
  /** ISO 8601: the next renewal. */
  renewsAt: string
  receiptUrl: string | null
  appUrl: string
}

export function renewal(props: RenewalProps): Mail {
  const { planName, creditsPerMonth, renewsAt, receiptUrl, appUrl } = props
  const paid = formatMoney(props.amountMinor, props.currency)
  return {
    subject: `Your ${planName} plan has renewed`,
    body: (
      <Frame
        preview={`${paid} paid; the next renewal is on ${dayOf(renewsAt)}.`}
        footnote="You can cancel at any time and keep the plan until the end of what you paid for."
      >
        <Paragraph>
          Your {planName} plan goes on, and the new credits are on your account.
        </Paragraph>
        <Facts
          rows={[
            ['Paid', paid],
            ['Credits', `${creditsPerMonth} a month`],
            ['Next renewal', dayOf(renewsAt)],
          ]}
        />
        <Action href={receiptUrl ?? `${appUrl}/billing`}>
          {receiptUrl ? 'See the invoice' : 'See your payments'}
        </Action>
      </Frame>
    ),
  }
}
