import 'server-only'
import { z } from 'zod'
import { expiryFrom } from '@/lib/auth/sessions'
import { sessionCookie } from '@/lib/auth/cookie'
import { emailAddress } from '@/lib/auth/email-address'
import { callNextAuth } from '@/lib/auth/in-process'
import { authOptions, type SignInContext } from '@/lib/auth/options'
import { returnPath } from '@/lib/auth/return-path'
import { clock } from '@/lib/clock'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'

export const linkRequest = z.object({ email: emailAddress, next: z.string().optional() })

const errorIn = (redirect: string | null) =>
  redirect ? new URL(redirect, env().APP_URL).searchParams.get('error') : 'unknown'

/**
 * Mails a link that signs in once, for an hour. Whether the address has an account makes no difference to the answer.
 * Throws `rate_limited`, or `unavailable` when the mail server did not take the mail.
 */
export async function requestLink(
  { email, next }: z.output<typeof linkRequest>,
  context: SignInContext,
): Promise<void> {
  const options = authOptions(context)
  const csrf = await callNextAuth({ method: 'GET', action: 'csrf' }, options)
  const { csrfToken } = csrf.body as { csrfToken: string }
  const { redirect } = await callNextAuth(
    {
      method: 'POST',
      action: 'signin',
      provider: 'email',
      cookies: csrf.cookies,
      body: { email, csrfToken, callbackUrl: returnPath(next) },
    },
    options,
  )
  const error = errorIn(redirect)
  if (error === 'RateLimited')
    throw new AppError(
      'rate_limited',
      'Several links are on their way already. Please use the newest, or try again in a quarter of an hour.',
    )
  if (error)
    throw new AppError('unavailable', 'The mail could not be sent just now. Please try again.')
}

export const linkRedemption = z.object({
  token: z.string().min(1).max(256),
  email: emailAddress,
  callbackUrl: z.string().optional(),
})

export type Redeemed =
  { outcome: 'signed_in'; token: string; expires: Date; returnTo: string } | { outcome: 'stale' }

/**
 * Uses up a link and opens a session. `stale`: it was used before, is older than an hour, or never was one. Of two
 * attempts at the same time one succeeds: the token's row can be deleted once.
 */
export async function redeemLink(
  { token, email, callbackUrl }: z.output<typeof linkRedemption>,
  context: SignInContext,
): Promise<Redeemed> {
  const { cookies, redirect } = await callNextAuth(
    {
      method: 'GET',
      action: 'callback',
      provider: 'email',
      query: { token, email },
    },
    authOptions(context),
  )
  const session = cookies[sessionCookie().name]
  if (session)
    return {
      outcome: 'signed_in',
      token: session,
      expires: expiryFrom(clock.real()),
      returnTo: returnPath(callbackUrl),
    }
  if (errorIn(redirect) === 'Verification') return { outcome: 'stale' }
  throw new AppError('unavailable', 'Signing in did not work just now. Please ask for a new link.')
}
