import 'server-only'
import { formatMoney } from '@/lib/money'
import { Action, Facts, Frame, Paragraph, type Fact } from '../frame'
import type { Mail } from '../mail'
import { dayOf } from '../words'

type Purchase = { packName: string; amountMinor: number; currency: string }

export type AutoTopUpFailedProps = Purchase & {
  /** A sentence in plain words, not the bank's code. */
  reason: string
  /** ISO 8601; `null`: it is paused until the user goes on. */
  nextTryAt: string | null
  appUrl: string
}

export function autoTopUpFailed(props: AutoTopUpFailedProps): Mail {
  const { packName, reason, nextTryAt, appUrl } = props
  const next: Fact[] = nextTryAt ? [['Not tried again before', dayOf(nextTryAt)]] : []
  return {
    subject: nextTryAt ? 'An auto top-up did not go through' : 'Auto top-up is paused',
    body: (
      <Frame
        preview="Nothing was charged."
        footnote="Your credits are as they were before. A top-up by hand is always possible."
      >
        <Paragraph>
          Your credits ran low, and we tried to buy {packName} as you asked us to. The payment did
          not go through, and nothing was charged.
        </Paragraph>
        <Paragraph>{reason}</Paragraph>
        {nextTryAt === null && (
          <Paragraph>
            Auto top-up is paused and tries nothing more by itself. It goes on when you keep another
            card, or say so on the billing page.
          </Paragraph>
        )}
        <Facts
          rows={[
            ['Pack', packName],
            ['Price', formatMoney(props.amountMinor, props.currency)],
            ...next,
          ]}
        />
        <Action href={`${appUrl}/billing#auto-top-up`}>Look after the card</Action>
      </Frame>
    ),
  }
}

export type AutoTopUpAuthenticationProps = Purchase & {
  /** Where the payment is confirmed. */
  url: string
}

export function autoTopUpAuthentication(props: AutoTopUpAuthenticationProps): Mail {
  const { packName, url } = props
  return {
    subject: 'Your bank wants you to confirm a top-up',
    body: (
      <Frame
        preview="Nothing was charged so far; auto top-up waits for you."
        footnote="Until it is confirmed nothing is charged, and auto top-up tries nothing more."
      >
        <Paragraph>
          Your credits ran low, and we tried to buy {packName} as you asked us to. Your bank wants
          you to confirm that it is you. Nothing was charged so far.
        </Paragraph>
        <Facts
          rows={[
            ['Pack', packName],
            ['Price', formatMoney(props.amountMinor, props.currency)],
          ]}
        />
        <Action href={url}>Confirm the payment</Action>
      </Frame>
    ),
  }
}
