import 'server-only'

export type Client = { userAgent: string | null; address: string }

/**
 * What a request tells about its sender. The address is the first hop a proxy noted: good enough to slow down a
 * flood of mails, not to identify anybody, since without a proxy in front the sender writes it himself.
 */
export function clientOf(headers: Headers): Client {
  return {
    userAgent: headers.get('user-agent'),
    address: headers.get('x-forwarded-for')?.split(',')[0]?.trim().slice(0, 64) || 'unknown',
  }
}
