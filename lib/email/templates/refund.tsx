import 'server-only'
import { formatMoney } from '@/lib/money'
import { Action, Facts, Frame, Paragraph, type Fact } from '../frame'
import type { Mail } from '../mail'

export type RefundProps = {
  /** What had been paid for. */
  description: string
  amountMinor: number
  currency: string
  /** With sign and unit, as the app shows them; empty when none went back with the money. */
  creditsTaken: string
  appUrl: string
}

export function refund({ description, creditsTaken, appUrl, ...money }: RefundProps): Mail {
  const amount = formatMoney(money.amountMinor, money.currency)
  const credits: Fact[] = creditsTaken ? [['Credits', creditsTaken]] : []
  return {
    subject: `Refund: ${amount} for ${description}`,
    body: (
      <Frame
        preview={`${amount} goes back to the card it was paid with.`}
        footnote={`Every credit and where it went: ${appUrl}/usage`}
      >
        <Paragraph>
          We have returned {amount} to the card it was paid with. Banks take up to ten days to show
          it.
        </Paragraph>
        {creditsTaken && (
          <Paragraph>
            The credits that were bought with it went back too. What of them had been spent is owed,
            and the next credits repay it first.
          </Paragraph>
        )}
        <Facts rows={[['For', description], ['Returned', amount], ...credits]} />
        <Action href={`${appUrl}/billing`}>See your payments</Action>
      </Frame>
    ),
  }
}
