import type { AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import { callbackify } from 'node:util'
import { SMTPServer } from 'smtp-server'

const mostBytes = 10 * 1024 * 1024

export type Receiver = { url: string; close(): Promise<void> }

const refusal = (message: string, responseCode: number) =>
  Object.assign(new Error(message), { responseCode })

/** An SMTP server on the loopback address. Any name and password will do, none as well; mails over 10 MB are refused. */
export async function receiveMail(options: {
  port: number
  keep(mail: { source: Buffer; to: string[] }): Promise<void>
}): Promise<Receiver> {
  const receive = callbackify(async (stream: Readable, to: string[]) => {
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length
      // Read on, so that the client hears the refusal, but keep no more of it.
      if (size <= mostBytes) chunks.push(chunk)
    }
    if (size > mostBytes) throw refusal('The message is too large.', 552)
    try {
      await options.keep({ source: Buffer.concat(chunks), to })
    } catch (error) {
      console.error('sandbox mailbox:', error)
      throw refusal('The mailbox could not keep it.', 451)
    }
  })
  const server = new SMTPServer({
    size: mostBytes,
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    banner: 'Tollgate sandbox: mail ends here',
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? 'anyone' }),
    onData: (stream, session, done) =>
      receive(
        stream,
        session.envelope.rcptTo.map(({ address }) => address),
        done,
      ),
  })
  // Broken connections of single clients are theirs to notice.
  server.on('error', (error) => console.error(`sandbox mailbox: ${error.message}`))
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(options.port, '127.0.0.1', () => {
      server.server.off('error', reject)
      resolve()
    })
  })
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
