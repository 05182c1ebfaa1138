import 'server-only'
import { formatMoney } from '@/lib/money'
import { Action, Facts, Frame, Paragraph } from '../frame'
import type { Mail } from '../mail'
import { dayOf } from '../words'

export type OverageCapProps = {
  capMinor: number
  currency: string
  /** ISO 8601: when a new period, with a new cap, begins. */
  periodEnd: string
  appUrl: string
}

export function overageCap({ capMinor, currency, periodEnd, appUrl }: OverageCapProps): Mail {
  const cap = formatMoney(capMinor, currency)
  return {
    subject: `Your overage has reached its cap of ${cap}`,
    body: (
      <Frame
        preview="What would cost more is refused until then; nothing beyond the cap is charged."
        footnote={`What it was spent on: ${appUrl}/usage`}
      >
        <Paragraph>
          Overage of {cap} is used up. What would cost credits is refused until {dayOf(periodEnd)},
          unless you raise the cap or top up. Nothing beyond the cap is charged.
        </Paragraph>
        <Facts
          rows={[
            ['Cap a period', cap],
            ['Next period', dayOf(periodEnd)],
          ]}
        />
        <Action href={`${appUrl}/billing`}>See your overage</Action>
      </Frame>
    ),
  }
}
