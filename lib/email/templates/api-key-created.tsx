import 'server-only'
import { Action, Facts, Frame, Paragraph } from '../frame'
import type { Mail } from '../mail'
import { dayOf } from '../words'

export type ApiKeyCreatedProps = {
  name: string
  /** The key's beginning, never the key. */
  prefix: string
  scopes: string[]
  /** ISO 8601; `null`: it does not expire. */
  expiresAt: string | null
  appUrl: string
}

export function apiKeyCreated({
  name,
  prefix,
  scopes,
  expiresAt,
  appUrl,
}: ApiKeyCreatedProps): Mail {
  return {
    subject: `A new API key: ${name}`,
    body: (
      <Frame
        preview="Whoever has the key can spend your credits."
        footnote="If this was not you, revoke the key and sign out everywhere else, both under Settings."
      >
        <Paragraph>
          An API key was made for your account. Whoever has it can do what its scopes say, and spend
          your credits with it.
        </Paragraph>
        <Facts
          rows={[
            ['Name', name],
            ['Begins with', prefix],
            ['Scopes', scopes.join(', ')],
            ['Expires', expiresAt ? dayOf(expiresAt) : 'never'],
          ]}
        />
        <Action href={`${appUrl}/settings#api-keys`}>See your keys</Action>
      </Frame>
    ),
  }
}
