import 'server-only'
import { db, type Db } from '@/lib/db'
import { log } from '@/lib/log'
import { renderMail } from './render'
import type { TemplateName, TemplateProps } from './templates'
import { MailError, sendMail } from './transport'

/** While one process sends a mail, no other takes it; if that process dies, it is free again after this time. */
const leaseSeconds = 120
const maxAttempts = 12

type Enqueue<Name extends TemplateName> = {
  /** What the mail is about, e.g. `payment_confirmed:<payment id>`. A second one with the same key is not sent. */
  dedupeKey: string
  to: string
  template: Name
  props: TemplateProps<Name>
}

/** Whether this process has decided on a mail since it last looked for some to send. */
let decided = false

/**
 * Decides on a mail in the caller's transaction: it is sent if and only if that commits. Call `sendDecided` after the
 * commit, or leave it to the job. Answers whether the mail is new.
 */
export async function enqueueMail<Name extends TemplateName>(
  db: Db,
  { dedupeKey, to, template, props }: Enqueue<Name>,
): Promise<boolean> {
  const { count } = await db.outboxMail.createMany({
    data: { dedupeKey, to, template, props },
    skipDuplicates: true,
  })
  decided ||= count === 1
  return count === 1
}

type Claimed = { id: string; to: string; template: string; props: unknown; attempts: number }

// Claiming counts the attempt and moves the next one behind the lease, in one statement of its own: no transaction
// stays open while the mail server thinks.
const claim = (at: Date | undefined) => db().$queryRaw<Claimed[]>`
  update "OutboxMail" set
    attempts = attempts + 1,
    "nextTryAt" = coalesce(${at ?? null}::timestamptz, now()) + make_interval(secs => ${leaseSeconds})
  where id in (
    select id from "OutboxMail"
    where "sentAt" is null and "nextTryAt" <= coalesce(${at ?? null}::timestamptz, now()) and attempts < ${maxAttempts}
    order by "nextTryAt"
    limit 1
    for update skip locked
  )
  returning id, "to", template, props, attempts`

// A row may be older than the code: its name and props are what a template of that time was given.
const written = (mail: Claimed) =>
  renderMail(mail.template as TemplateName, mail.props as TemplateProps<TemplateName>)

/** 1, 2, 4 … minutes, six hours at most. */
const backoffSeconds = (attempts: number) => Math.min(60 * 2 ** (attempts - 1), 6 * 60 * 60)

async function deliver(mail: Claimed, at: Date | undefined): Promise<boolean> {
  try {
    await sendMail(mail.to, await written(mail))
  } catch (error) {
    const reason = error instanceof MailError ? error.message : 'The mail could not be written.'
    log.warn({ mail: mail.id, template: mail.template, attempts: mail.attempts, reason })
    await db().$executeRaw`
      update "OutboxMail" set error = ${reason},
        "nextTryAt" = coalesce(${at ?? null}::timestamptz, now()) + make_interval(secs => ${backoffSeconds(mail.attempts)})
      where id = ${mail.id}::uuid and "sentAt" is null`
    return false
  }
  await db().$executeRaw`
    update "OutboxMail" set "sentAt" = coalesce(${at ?? null}::timestamptz, now()), error = null where id = ${mail.id}::uuid`
  return true
}

/**
 * Sends what is due, at most `limit` mails. Safe to run in several processes at once: each mail is claimed by one. A
 * mail the server does not take is tried again later, up to twelve times; its last error stays on the row.
 */
export async function flushOutbox({ limit = 50, at }: { limit?: number; at?: Date } = {}) {
  const done = { sent: 0, failed: 0 }
  while (done.sent + done.failed < limit) {
    const [mail] = await claim(at)
    if (!mail) break
    done[(await deliver(mail, at)) ? 'sent' : 'failed'] += 1
  }
  return done
}

/** Sends what this process has decided on, and asks the database for nothing when that is nothing, as is usual. */
export async function sendDecided(): Promise<void> {
  if (!decided) return
  decided = false
  await flushOutbox()
}
