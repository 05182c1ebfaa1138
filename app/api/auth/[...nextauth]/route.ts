import type { NextRequest } from 'next/server'
import NextAuth from 'next-auth'
import { clientOf } from '@/lib/auth/client'
import { authOptions } from '@/lib/auth/options'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { route } from '@/lib/http'
import { welcome } from '@/lib/onboarding'

type Context = { params: Promise<{ nextauth: string[] }> }

// next-auth's other routes let a stranger write into our log (`_log`) or repeat what the app asks itself.
const actions = [
  'signin',
  'callback',
  'csrf',
  'providers',
  'session',
  'signout',
  'error',
  'verify-request',
]

const handler = route<Context>(async (request, context) => {
  const [action = '', provider] = (await context.params).nextauth
  if (!actions.includes(action)) throw new AppError('not_found', 'There is nothing here.')
  // A sign-in link is used up by the button on our page only: not by a mail scanner's GET, and not by a form on
  // another site that would sign somebody in as somebody else.
  if (action === 'callback' && provider === 'email') {
    const { search } = new URL(request.url)
    return Response.redirect(`${env().APP_URL}/sign-in/confirm${search}`, 303)
  }
  return NextAuth(
    request as NextRequest,
    context,
    authOptions({ client: clientOf(request.headers), onSignedIn: welcome }),
  ) as Promise<Response>
})

export { handler as GET, handler as POST }
