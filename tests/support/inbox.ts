import { buffer } from 'node:stream/consumers'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'

export type Inbox = { mails: Email[]; to(address: string): Email[]; close(): Promise<void> }

/**
 * A real SMTP server that keeps what it is given, and the environment pointed at it. It refuses addresses that begin
 * with `refused`. Call it before anything reads `env()`.
 */
export async function testInbox(): Promise<Inbox> {
  const mails: Email[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) =>
      done(
        address.startsWith('refused') ? new Error(`550 5.1.1 <${address}>: no such user`) : null,
      ),
    async onData(stream, _session, done) {
      mails.push(await PostalMime.parse(await buffer(stream)))
      done()
    },
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.server.address() as { port: number }
  process.env.SMTP_URL = `smtp://127.0.0.1:${address.port}`
  return {
    mails,
    to: (wanted) => mails.filter(({ to }) => to?.some((one) => one.address === wanted)),
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  }
}
