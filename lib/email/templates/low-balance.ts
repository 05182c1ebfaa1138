import 'server-only'
import { frame, type Rendered } from '../frame'

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

const dayOf = (iso: string) =>
  new Date(iso).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' })

export function lowBalance(props: LowBalanceProps): Rendered {
  const { left, mark, empty, runsOutAt, appUrl } = props
  const day = empty || runsOutAt === null ? null : dayOf(runsOutAt)
  return frame({
    subject: empty ? 'Your credits have run out' : `Your credits are running low: ${left} left`,
    preview: empty
      ? 'What would cost credits is refused until there are some again.'
      : 'Nothing is stopped yet; a top-up keeps it so.',
    paragraphs: [
      empty
        ? 'No credits are left. Until there are some again, what would cost credits is refused before it starts.'
        : `You have ${left} left. Nothing is stopped yet; when they run out, what would cost credits is refused before it starts.`,
      ...(day ? [`At your recent pace that will be around ${day}.`] : []),
      'Credits of a top-up are there within seconds of paying and stay until they are spent.',
    ],
    facts: [
      ['Left', left],
      ['A fifth of a month’s credits', mark],
      ...(day ? [['Run out around', day] as const] : []),
    ],
    action: { label: 'Top up', url: `${appUrl}/billing#buy` },
    footnote: `What they were spent on: ${appUrl}/usage. This mail comes once each time credits fall to a fifth of a month’s.`,
  })
}
