import 'server-only'
import { formatMoney } from '@/lib/money'
import { frame, type Rendered } from '../frame'

export type PaymentConfirmedProps = {
  description: string
  amountMinor: number
  currency: string
  /** With sign and unit, as the app shows them; empty when the payment brought none. */
  creditsAdded: string
  receiptUrl: string | null
  appUrl: string
}

export function paymentConfirmed(props: PaymentConfirmedProps): Rendered {
  const paid = formatMoney(props.amountMinor, props.currency)
  return frame({
    subject: `Payment received: ${props.description}`,
    preview: `${paid} for ${props.description}.`,
    paragraphs: [
      props.creditsAdded
        ? 'Thank you. The payment arrived and the credits are on your account.'
        : 'Thank you. The payment arrived.',
    ],
    facts: [
      ['For', props.description],
      ['Paid', paid],
      ...(props.creditsAdded ? [['Credits', props.creditsAdded] as const] : []),
    ],
    action: props.receiptUrl
      ? { label: 'See the receipt', url: props.receiptUrl }
      : { label: 'See your payments', url: `${props.appUrl}/billing` },
    footnote: `Every credit and what it was spent on: ${props.appUrl}/usage`,
  })
}
