import 'server-only'
import { createTransport } from 'nodemailer'
import { env } from '@/lib/env'
import type { Rendered } from './mail'

/** Why a mail was not accepted. Carries no address, so it may be logged and stored. */
export class MailError extends Error {
  override readonly name = 'MailError'
}

let transport: ReturnType<typeof createTransport> | undefined

// nodemailer reads its options from the address's query. It would wait for minutes: a person stands in front of the
// sign-in page, and the outbox's claim on a mail must outlast the attempt.
const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 }

function connect() {
  const url = new URL(env().SMTP_URL)
  for (const [option, milliseconds] of Object.entries(patience))
    if (!url.searchParams.has(option)) url.searchParams.set(option, String(milliseconds))
  return createTransport(url.href)
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason'
  const { code, responseCode } = error as { code?: string; responseCode?: number }
  return [code, responseCode].filter(Boolean).join(' ') || error.name
}

/** Hands a mail to the SMTP server. Throws `MailError` when it was not accepted. */
export async function sendMail(to: string, mail: Rendered): Promise<void> {
  transport ??= connect()
  try {
    await transport.sendMail({ from: env().MAIL_FROM, to: { name: '', address: to }, ...mail })
  } catch (error) {
    // nodemailer's own message quotes the recipient: only its codes are kept.
    throw new MailError(`The mail server did not take the mail: ${reasonOf(error)}.`)
  }
}
