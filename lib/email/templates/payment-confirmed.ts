import 'server-only'
import { formatMoney } from '@/lib/money'
import { frame, type Rendered } from '../frame'

export type PaymentConfirmedProps = {
  description: string
  amountMinor: number
  currency: string
  /** Whole credits; 0 when the payment brought none. */
  creditsAdded: number
  receiptUrl: string | null
  appUrl: string
}

export function paymentConfirmed(props: PaymentConfirmedProps): Rendered {
  const paid = formatMoney(props.amountMinor, props.currency)
  const credits = `+${props.creditsAdded.toLocaleString('en-US')} cr`
  return frame({
    subject: `Payment received: ${props.description}`,
    preview: `${paid} for ${props.description}.`,
    paragraphs: [
      props.creditsAdded > 0
        ? 'Thank you. The payment arrived and the credits are on your account.'
        : 'Thank you. The payment arrived.',
    ],
    facts: [
      ['For', props.description],
      ['Paid', paid],
      ...(props.creditsAdded > 0 ? [['Credits', credits] as const] : []),
    ],
    action: props.receiptUrl
      ? { label: 'See the receipt', url: props.receiptUrl }
      : { label: 'See your payments', url: `${props.appUrl}/billing` },
    footnote: `Every credit and what it was spent on: ${props.appUrl}/usage`,
  })
}
