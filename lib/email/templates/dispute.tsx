import 'server-only'
import { formatMoney } from '@/lib/money'
import { Action, Facts, Frame, Paragraph } from '../frame'
import type { Mail } from '../mail'

export type DisputeOpenedProps = {
  /** What had been paid for. */
  description: string
  amountMinor: number
  currency: string
  appUrl: string
}

export function disputeOpened({ description, appUrl, ...money }: DisputeOpenedProps): Mail {
  const amount = formatMoney(money.amountMinor, money.currency)
  return {
    subject: `A payment is disputed: ${description}`,
    body: (
      <Frame
        preview="Your account is suspended until the bank has decided."
        footnote="Your credits stay as they are, and nothing is charged meanwhile."
      >
        <Paragraph>
          Your bank told us that the payment of {amount} for {description} is disputed. Until it has
          decided, the account is suspended: credits stay as they are and cannot be spent.
        </Paragraph>
        <Paragraph>
          If the dispute was a mistake, ask your bank to withdraw it. That is the quickest way back.
        </Paragraph>
        <Facts
          rows={[
            ['Payment', description],
            ['Amount', amount],
          ]}
        />
        <Action href={`${appUrl}/billing`}>See your payments</Action>
      </Frame>
    ),
  }
}

export type DisputeClosedProps = DisputeOpenedProps & {
  /** Whether the bank left the payment with us. */
  won: boolean
}

export function disputeClosed({ description, won, appUrl, ...money }: DisputeClosedProps): Mail {
  const amount = formatMoney(money.amountMinor, money.currency)
  return {
    subject: `The dispute is closed: ${description}`,
    body: (
      <Frame
        preview="Your account can be used again."
        footnote={`Every credit and where it went: ${appUrl}/usage`}
      >
        <Paragraph>The bank has decided, and your account can be used again.</Paragraph>
        <Paragraph>
          {won
            ? `The payment of ${amount} stands, and the credits it bought are yours.`
            : `The payment of ${amount} went back to you, and the credits it bought were taken back. What of them had been spent is owed, and the next credits repay it first.`}
        </Paragraph>
        <Facts
          rows={[
            ['Payment', description],
            ['Amount', amount],
          ]}
        />
        <Action href={`${appUrl}/billing`}>See your payments</Action>
      </Frame>
    ),
  }
}
