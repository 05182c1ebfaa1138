import type { Metadata, Route } from 'next'
import { redirect } from 'next/navigation'
import { AuthHeading } from '@/components/auth/auth-heading'
import { LinkForm } from '@/components/auth/link-form'
import { OAuthButtons } from '@/components/auth/oauth-buttons'
import { ReadyMade } from '@/components/auth/ready-made'
import { Alert } from '@/components/ui/alert'
import { currentUser } from '@/lib/auth'
import { oauthProviders } from '@/lib/auth/options'
import { listReadyMadeUsers } from '@/lib/auth/ready-made'
import { returnPath } from '@/lib/auth/return-path'
import { sentenceFor } from '@/lib/auth/sign-in-error'
import { env } from '@/lib/env'
import { requestLinkAction, signInAsAction } from './actions'

export const metadata: Metadata = { title: 'Sign in' }

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value)

export default async function SignInPage({ searchParams }: PageProps<'/sign-in'>) {
  const query = await searchParams
  // Ours is `next`; next-auth sends people here with `callbackUrl`.
  const next = returnPath(one(query.next) ?? one(query.callbackUrl), { origin: env().APP_URL })
  if (await currentUser()) redirect(next as Route)
  const error = one(query.error)
  const providers = oauthProviders().map(({ id, name }) => ({ id, name }))
  const { SANDBOX_URL } = env()
  return (
    <>
      <AuthHeading title="Sign in">
        We mail you a link. No password, and an account is made if you have none.
      </AuthHeading>
      {error && <Alert tone="danger" title={sentenceFor(error)} className="mb-6" />}
      <LinkForm action={requestLinkAction} next={next} focus />
      {providers.length > 0 && (
        <>
          <p className="my-5 flex items-center gap-3 text-sm text-soft before:h-px before:flex-1 before:bg-rule after:h-px after:flex-1 after:bg-rule">
            or
          </p>
          <OAuthButtons providers={providers} next={next} />
        </>
      )}
      {SANDBOX_URL && (
        <ReadyMade
          users={await listReadyMadeUsers()}
          next={next}
          mailboxUrl={`${SANDBOX_URL}/mailbox`}
          signInAs={signInAsAction}
        />
      )}
    </>
  )
}
