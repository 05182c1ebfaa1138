import { NextResponse, type NextRequest } from 'next/server'
import { contentSecurityPolicy } from '@/lib/content-security-policy'
import { env } from '@/lib/env'

/**
 * Gives each page a content security policy with a nonce of its own. Next reads it from the request's header and puts the
 * nonce on its scripts; the layout reads `x-nonce` for the theme's. It checks nobody: each page does so itself.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.randomUUID()).toString('base64')
  const policy = contentSecurityPolicy({
    nonce,
    development: process.env.NODE_ENV === 'development',
    secure: env().APP_URL.startsWith('https:'),
  })
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  return response
}

export const config = {
  // Pages. Not the JSON routes, which no browser renders, and whose bodies would be read here before them; not files.
  matcher: '/((?!api/|_next/static|_next/image|icon.svg).*)',
}
