import 'server-only'
import type { NextApiRequest, NextApiResponse } from 'next'
import NextAuth, { type AuthOptions } from 'next-auth'

type Call = {
  method: 'GET' | 'POST'
  action: 'csrf' | 'signin' | 'callback'
  provider?: string
  query?: Record<string, string>
  body?: Record<string, string>
  cookies?: Record<string, string>
}

type Answer = { redirect: string | null; cookies: Record<string, string>; body: unknown }

/**
 * Runs one of next-auth's routes in this process, so that a Server Action can use it and show the outcome in its own
 * form. The shapes are those of a Pages API route, the one entry of next-auth that reads nothing from the ambient
 * request; only the few members it touches are there.
 */
export async function callNextAuth(call: Call, options: AuthOptions): Promise<Answer> {
  const answer: Answer = { redirect: null, cookies: {}, body: undefined }
  const headers = new Map<string, string | string[]>()
  const request = {
    method: call.method,
    headers: {},
    cookies: call.cookies ?? {},
    body: call.body ?? {},
    query: { ...call.query, nextauth: [call.action, ...(call.provider ? [call.provider] : [])] },
  }
  const response = {
    status: () => response,
    getHeader: (name: string) => headers.get(name),
    setHeader(name: string, value: string | string[]) {
      headers.set(name, value)
      return response
    },
    send: (body: unknown) => void (answer.body = body),
    json: (body: unknown) => void (answer.body = body),
    end: () => undefined,
  }
  await NextAuth(
    request as unknown as NextApiRequest,
    response as unknown as NextApiResponse,
    options,
  )
  for (const cookie of [headers.get('Set-Cookie') ?? []].flat()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
    if (name && value) answer.cookies[name] = decodeURIComponent(value)
  }
  const location = headers.get('Location')
  if (typeof location === 'string') answer.redirect = location
  return answer
}
