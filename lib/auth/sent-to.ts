import 'server-only'
import { cookies } from 'next/headers'
import { z } from 'zod'
import { env } from '@/lib/env'

const name = 'tollgate.link-sent'
const sentTo = z.object({ email: z.string(), next: z.string().optional() })
type SentTo = z.output<typeof sentTo>

/** Remembers for a quarter of an hour where a link went, for the page that says so: an address is not for an URL. */
export async function rememberSentTo(value: SentTo): Promise<void> {
  const store = await cookies()
  store.set(name, JSON.stringify(value), {
    httpOnly: true,
    sameSite: 'lax',
    path: '/sign-in',
    secure: env().APP_URL.startsWith('https:'),
    maxAge: 15 * 60,
  })
}

export async function recallSentTo(): Promise<SentTo | null> {
  const kept = (await cookies()).get(name)?.value
  if (!kept) return null
  try {
    return sentTo.parse(JSON.parse(kept))
  } catch {
    // Written by somebody else: as good as none.
    return null
  }
}
