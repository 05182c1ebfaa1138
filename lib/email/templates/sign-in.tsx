import 'server-only'
import { Action, Frame, Paragraph } from '../frame'
import type { Mail } from '../mail'

export type SignInProps = { url: string; minutes: number }

export function signIn({ url, minutes }: SignInProps): Mail {
  return {
    subject: 'Your sign-in link',
    body: (
      <Frame
        preview={`Works once, for ${minutes} minutes.`}
        footnote="If you did not ask for this mail, do nothing: without the link nobody can use your address."
      >
        <Paragraph>Here is your link to sign in to Tollgate.</Paragraph>
        <Paragraph>
          It works once and for {minutes} minutes. The page it opens asks you to confirm.
        </Paragraph>
        <Action href={url}>Sign in to Tollgate</Action>
      </Frame>
    ),
  }
}
