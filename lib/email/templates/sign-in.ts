import 'server-only'
import { frame, type Rendered } from '../frame'

export type SignInProps = { url: string; minutes: number }

export function signIn({ url, minutes }: SignInProps): Rendered {
  return frame({
    subject: 'Your sign-in link',
    preview: `Works once, for ${minutes} minutes.`,
    paragraphs: [
      'Here is your link to sign in to Tollgate.',
      `It works once and for ${minutes} minutes. The page it opens asks you to confirm.`,
    ],
    action: { label: 'Sign in to Tollgate', url },
    footnote:
      'If you did not ask for this mail, do nothing: without the link nobody can use your address.',
  })
}
