import { AuthHeading } from './auth-heading'
import { LinkForm, type RequestLink } from './link-form'

type StaleLinkProps = {
  email?: string
  next?: string
  request: RequestLink
}

export function StaleLink({ email, next, request }: StaleLinkProps) {
  return (
    <>
      <AuthHeading title="This link no longer works">
        A link signs in once, within an hour of being sent. This one was used, is older, or was cut
        short on its way.
      </AuthHeading>
      <LinkForm action={request} email={email} next={next} label="Send me a new one" />
    </>
  )
}
