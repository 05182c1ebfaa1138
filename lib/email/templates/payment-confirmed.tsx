import 'server-only'
import { formatMoney } from '@/lib/money'
import { Action, Facts, Frame, Paragraph, type Fact } from '../frame'
import type { Mail } from '../mail'

export type PaymentConfirmedProps = {
  description: string
  amountMinor: number
  currency: string
  /** With sign and unit, as the app shows them; empty when the payment brought none. */
  creditsAdded: string
  receiptUrl: string | null
  appUrl: string
}

export function paymentConfirmed(props: PaymentConfirmedProps): Mail {
  const { description, creditsAdded, receiptUrl, appUrl } = props
  const paid = formatMoney(props.amountMinor, props.currency)
  const credits: Fact[] = creditsAdded ? [['Credits', creditsAdded]] : []
  return {
    subject: `Payment received: ${description}`,
    body: (
      <Frame
        preview={`${paid} for ${description}.`}
        footnote={`Every credit and what it was spent on: ${appUrl}/usage`}
      >
        <Paragraph>
          {creditsAdded
            ? 'Thank you. The payment arrived and the credits are on your account.'
            : 'Thank you. The payment arrived.'}
        </Paragraph>
        <Facts rows={[['For', description], ['Paid', paid], ...credits]} />
        <Action href={receiptUrl ?? `${appUrl}/billing`}>
          {receiptUrl ? 'See the receipt' : 'See your payments'}
        </Action>
      </Frame>
    ),
  }
}
