import 'server-only'
import type { AuthOptions } from 'next-auth'
import EmailProvider from 'next-auth/providers/email'
import GitHubProvider from 'next-auth/providers/github'
import GoogleProvider, { type GoogleProfile } from 'next-auth/providers/google'
import { authAdapter } from '@/lib/auth/adapter'
import type { Client } from '@/lib/auth/client'
import { sessionCookie, sessionSeconds } from '@/lib/auth/cookie'
import { emailAddress } from '@/lib/auth/email-address'
import { returnPath } from '@/lib/auth/return-path'
import { renderMail } from '@/lib/email/render'
import { sendMail } from '@/lib/email/transport'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import { consume } from '@/lib/rate-limit'

const linkSeconds = 60 * 60

export type SignInContext = {
  client: Client
  /** Called after every sign-in, the first one included. What it throws is logged and does not stop the sign-in. */
  onSignedIn: (userId: string) => Promise<void>
}

const emailProvider = () =>
  EmailProvider({
    maxAge: linkSeconds,
    normalizeIdentifier: (address) => emailAddress.parse(address),
    // The link opens our page with a button, not next-auth's callback: a mail scanner that follows links must not use
    // it up.
    async sendVerificationRequest({ identifier, url }) {
      const { searchParams } = new URL(url)
      const page = new URL('/sign-in/confirm', env().APP_URL)
      page.searchParams.set('token', searchParams.get('token') ?? '')
      page.searchParams.set('email', identifier)
      page.searchParams.set(
        'callbackUrl',
        returnPath(searchParams.get('callbackUrl'), { origin: env().APP_URL }),
      )
      const mail = await renderMail('sign_in', { url: page.href, minutes: linkSeconds / 60 })
      await sendMail(identifier, mail)
    },
  })

/** The other ways in that this installation has keys for. */
export function oauthProviders() {
  const { GITHUB_ID, GITHUB_SECRET, GOOGLE_ID, GOOGLE_SECRET } = env()
  return [
    ...(GITHUB_ID && GITHUB_SECRET
      ? [GitHubProvider({ clientId: GITHUB_ID, clientSecret: GITHUB_SECRET })]
      : []),
    ...(GOOGLE_ID && GOOGLE_SECRET
      ? [GoogleProvider({ clientId: GOOGLE_ID, clientSecret: GOOGLE_SECRET })]
      : []),
  ]
}

/** Five links an address and 100 a sender in a quarter of an hour. Answers where to go instead, `true` to go on. */
async function mayMail(address: string, client: Client): Promise<true | string> {
  const seconds = 15 * 60
  try {
    await consume({ key: `sign-in:sender:${client.address}`, points: 100, seconds })
    await consume({ key: `sign-in:address:${address}`, points: 5, seconds })
    return true
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return `/sign-in?${new URLSearchParams({ error: 'RateLimited' })}`
  }
}

/**
 * next-auth's options for one request. Sessions are rows in the database; there are no passwords. Everything that
 * depends on where the app lives follows from APP_URL, never from a Host header.
 */
export function authOptions({ client, onSignedIn }: SignInContext): AuthOptions {
  // next-auth takes its own address only from here; left unset it would ask the request for it.
  process.env.NEXTAUTH_URL = env().APP_URL
  return {
    adapter: authAdapter(client.userAgent),
    providers: [emailProvider(), ...oauthProviders()],
    secret: env().AUTH_SECRET,
    session: { strategy: 'database', maxAge: sessionSeconds },
    useSecureCookies: env().APP_URL.startsWith('https:'),
    cookies: { sessionToken: sessionCookie() },
    pages: {
      signIn: '/sign-in',
      signOut: '/settings',
      error: '/sign-in',
      verifyRequest: '/sign-in/check-mail',
    },
    callbacks: {
      async signIn({ account, profile, email }) {
        if (email?.verificationRequest) return mayMail(account?.providerAccountId ?? '', client)
        // Whoever claims an address must have shown that it is theirs, or the account could be taken before its owner
        // comes. GitHub only hands out verified ones.
        if (account?.provider === 'google')
          return (profile as GoogleProfile | undefined)?.email_verified === true
        return true
      },
      redirect: ({ url }) =>
        Promise.resolve(env().APP_URL + returnPath(url, { origin: env().APP_URL })),
      // By hand: the row has columns that are nobody's business.
      session: ({ session, user }) =>
        Promise.resolve({
          expires: session.expires,
          user: { name: user.name, email: user.email, image: user.image },
        }),
    },
    events: { signIn: ({ user }) => onSignedIn(user.id) },
    logger: {
      // Names and codes only: the details quote addresses and profiles.
      error: (code, metadata) => log.error({ code, reason: nameOf(metadata) }, 'sign-in failed'),
      warn: (code) => log.warn({ code }),
      debug: () => {},
    },
  }
}

function nameOf(metadata: unknown): string {
  const error =
    metadata instanceof Error ? metadata : (metadata as { error?: unknown } | undefined)?.error
  return error instanceof Error ? error.name : 'unknown'
}
