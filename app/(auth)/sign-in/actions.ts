'use server'

import { cookies, headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import type { Route } from 'next'
import { guestAction, type ActionState } from '@/lib/action'
import { clientOf } from '@/lib/auth/client'
import { sessionCookie, setSessionCookie } from '@/lib/auth/cookie'
import { linkRedemption, linkRequest, redeemLink, requestLink } from '@/lib/auth/magic-link'
import { readyMadeEmail, signInAsReadyMade } from '@/lib/auth/ready-made'
import { returnPath } from '@/lib/auth/return-path'
import { rememberSentTo } from '@/lib/auth/sent-to'
import { endSession } from '@/lib/auth/sessions'
import { AppError } from '@/lib/errors'
import { welcome } from '@/lib/onboarding'

const context = async () => ({ client: clientOf(await headers()), onSignedIn: welcome })

/** The new session takes the place of the one this browser had. */
async function enter(session: { token: string; expires: Date }, returnTo: string): Promise<never> {
  const previous = (await cookies()).get(sessionCookie().name)?.value
  if (previous) await endSession(previous)
  await setSessionCookie(session)
  redirect(returnTo as Route)
}

const request = guestAction(linkRequest, async ({ email, next }) => {
  await requestLink({ email, next }, await context())
  await rememberSentTo({ email, next })
  redirect('/sign-in/check-mail')
})

export async function requestLinkAction(_state: ActionState, form: FormData) {
  return request(form)
}

const redeem = guestAction(linkRedemption, async (link) => {
  const redeemed = await redeemLink(link, await context())
  if (redeemed.outcome === 'stale') return redeemed
  return enter(redeemed, redeemed.returnTo)
})

export async function redeemLinkAction(
  _state: ActionState<{ outcome: 'stale' }>,
  form: FormData,
): Promise<ActionState<{ outcome: 'stale' }>> {
  return redeem(form)
}

/** One click as a ready-made user; `signInAsReadyMade` refuses wherever there is no sandbox. */
export async function signInAsAction(form: FormData): Promise<void> {
  const email = readyMadeEmail.safeParse(form.get('email'))
  if (!email.success) notFound()
  const { client } = await context()
  try {
    const { userId, ...session } = await signInAsReadyMade({ email: email.data, client })
    await welcome(userId)
    await enter(session, returnPath(form.get('next')?.toString()))
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  }
}
