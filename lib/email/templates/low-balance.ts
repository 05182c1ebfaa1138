import 'server-only'
import { frame, type Rendered } from '../frame'

export type LowBalanceProps = {
  /** With its unit, as the app shows it. */
  left: string
  /** The mark it fell to, with its unit. */
  mark: string
  empty: boolean
  appUrl: string
}

export function lowBalance(props: LowBalanceProps): Rendered {
  const { left, mark, empty, appUrl } = props
  return frame({
    subject: empty ? 'Your credits have run out' : `Your credits are running low: ${left} left`,
    preview: empty
      ? 'Messages are refused until there are credits again.'
      : 'Enough for now; a top-up keeps you going.',
    paragraphs: [
      empty
        ? 'No credits are left. Until there are some again, what would cost credits is refused before it starts.'
        : `You have ${left} left. Nothing is stopped yet; when they run out, what would cost credits is refused before it starts.`,
      'Credits of a top-up are there within seconds of paying and stay until they are spent.',
    ],
    facts: [
      ['Left', left],
      ['A fifth of a month’s credits', mark],
    ],
    action: { label: 'Top up', url: `${appUrl}/billing#buy` },
    footnote: `What they were spent on: ${appUrl}/usage. This mail comes once each time credits fall to a fifth of a month’s.`,
  })
}
