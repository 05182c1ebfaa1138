import 'server-only'
import { Action, Facts, Frame, Paragraph, type Fact } from '../frame'
import type { Mail } from '../mail'
import { dayOf } from '../words'

export type LowBalanceProps = {
  /** With its unit, as the app shows it. */
  left: string
  /** The mark it fell to, with its unit. */
  mark: string
  empty: boolean
  /** ISO 8601; `null` when it cannot be told, or when the next credits come before. */
  runsOutAt: string | null
  appUrl: string
}

export function lowBalance({ left, mark, empty, runsOutAt, appUrl }: LowBalanceProps): Mail {
  const day = empty || runsOutAt === null ? null : dayOf(runsOutAt)
  const outAround: Fact[] = day ? [['Run out around', day]] : []
  return {
    subject: empty ? 'Your credits have run out' : `Your credits are running low: ${left} left`,
    body: (
      <Frame
        preview={
          empty
            ? 'What would cost credits is refused until there are some again.'
            : 'Nothing is stopped yet; a top-up keeps it so.'
        }
        footnote={`What they were spent on: ${appUrl}/usage. This mail comes once each time credits fall to a fifth of a month’s.`}
      >
        <Paragraph>
          {empty
            ? 'No credits are left. Until there are some again, what would cost credits is refused before it starts.'
            : `You have ${left} left. Nothing is stopped yet; when they run out, what would cost credits is refused before it starts.`}
        </Paragraph>
        {day && <Paragraph>At your recent pace that will be around {day}.</Paragraph>}
        <Paragraph>
          Credits of a top-up are there within seconds of paying and stay until they are spent.
        </Paragraph>
        <Facts rows={[['Left', left], ['A fifth of a month’s credits', mark], ...outAround]} />
        <Action href={`${appUrl}/billing#buy`}>Top up</Action>
      </Frame>
    ),
  }
}
