import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { AuthHeading } from '@/components/auth/auth-heading'
import { LinkForm } from '@/components/auth/link-form'
import { Button } from '@/components/ui/button'
import { recallSentTo } from '@/lib/auth/sent-to'
import { env } from '@/lib/env'
import { requestLinkAction } from '../actions'

export const metadata: Metadata = { title: 'Check your mail' }

export default async function CheckMailPage() {
  const sent = await recallSentTo()
  if (!sent) redirect('/sign-in')
  const { SANDBOX_URL } = env()
  return (
    <>
      <AuthHeading title="Check your mail">
        A link is on its way to{' '}
        <span className="font-medium wrap-anywhere text-ink">{sent.email}</span>. It works once,
        within an hour.
      </AuthHeading>
      {SANDBOX_URL && (
        <Button asChild size="lg" className="w-full">
          <a href={`${SANDBOX_URL}/mailbox`} target="_blank" rel="noreferrer">
            Open the sandbox mailbox
          </a>
        </Button>
      )}
      <details className="group mt-8 border-t border-rule pt-5">
        <summary className="text-sm text-soft hover:text-ink">Nothing there?</summary>
        <p className="mt-3 mb-4 text-sm text-soft">
          It takes a minute at most. Look among the junk, check the address, or send it again.
        </p>
        <LinkForm
          action={requestLinkAction}
          email={sent.email}
          next={sent.next}
          label="Send it again"
        />
      </details>
      <p className="mt-6 text-sm">
        <Link
          href="/sign-in"
          className="text-accent underline decoration-accent/35 underline-offset-4 hover:decoration-accent"
        >
          Sign in another way
        </Link>
      </p>
    </>
  )
}
