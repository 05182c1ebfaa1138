import 'server-only'
import { Action, Frame, Paragraph } from '../frame'
import type { Mail } from '../mail'

export type PaymentFailedProps = {
  description: string
  /** A sentence in plain words, not the bank's code. */
  reason: string
  retryUrl: string
}

export function paymentFailed({ description, reason, retryUrl }: PaymentFailedProps): Mail {
  return {
    subject: `A payment did not go through: ${description}`,
    body: (
      <Frame preview="Nothing was charged." footnote="Your credits are as they were before.">
        <Paragraph>
          The payment for {description} did not go through, and nothing was charged.
        </Paragraph>
        <Paragraph>{reason}</Paragraph>
        <Action href={retryUrl}>Pay another way</Action>
      </Frame>
    ),
  }
}
