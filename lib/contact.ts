import 'server-only'
import { env } from '@/lib/env'

/** Where people reach the owner: the address the product's own mail comes from. */
export function contactAddress(): string {
  const from = env().MAIL_FROM
  return /<([^>]+)>/.exec(from)?.[1] ?? from
}
