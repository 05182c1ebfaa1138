import 'server-only'
import { frame, type Rendered } from '../frame'

export type PaymentFailedProps = {
  description: string
  /** A sentence in plain words, not the bank's code. */
  reason: string
  retryUrl: string
}

export function paymentFailed(props: PaymentFailedProps): Rendered {
  return frame({
    subject: `A payment did not go through: ${props.description}`,
    preview: 'Nothing was charged.',
    paragraphs: [
      `The payment for ${props.description} did not go through, and nothing was charged.`,
      props.reason,
    ],
    action: { label: 'Pay another way', url: props.retryUrl },
    footnote: 'Your credits are as they were before.',
  })
}
