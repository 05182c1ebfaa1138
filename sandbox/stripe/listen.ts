import { createHash, randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { Hono } from 'hono'
import { WebSocketServer, type WebSocket } from 'ws'
import { z } from 'zod'
import type { Context, Transact } from './context'
import { longId } from './ids'
import { apiVersion } from './objects'
import { text } from './params'
import { buildEndpoint } from './resources/webhook-endpoints'
import { route, type Route } from './route'

/** How long an event waits for the answer that the command line had; as long as a delivery may take. */
const answerMs = 20_000

/** Below it, an address for each session. */
const path = '/sandbox/stripe/listen/'

/** The command line renews its socket this often, and is waited for so long until it is taken to have ended. */
const reconnectSeconds = 3_600
const goneAfterMs = 2_000

type Answer = { status: number; body: string }
const answered = z.object({
  type: z.literal('webhook_response'),
  webhook_conversation_id: z.string(),
  status: z.int(),
  body: z.string().default(''),
})

/** Who listens: the endpoint its events are delivered to, and the socket they go out on. */
type Session = {
  endpoint: string
  secret: string
  socket: WebSocket | undefined
  waiting: Map<string, (answer: Answer) => void>
}

/**
 * `stripe listen`: Stripe's own command line asks for a session, holds a socket, and forwards what arrives on it to an
 * address of its own. Each socket is a webhook endpoint like any other, so retries and faults are the same; its address is
 * the route below, which passes on to the socket and answers what the command line was answered.
 */
export class Listening {
  private readonly sessions = new Map<string, Session>()
  private closed = false
  private readonly sockets = new WebSocketServer({ noServer: true })

  constructor(private readonly transact: Transact) {}

  readonly routes: Route[] = [
    route(
      'POST',
      '/stripecli/sessions',
      {
        device_name: text,
        forward_to_url: text.optional(),
        forward_connect_to_url: text.optional(),
        forward_thin_to_url: text.optional(),
        forward_thin_connect_to_url: text.optional(),
        websocket_features: z.array(text),
      },
      async ({ origin }, { device_name }) => {
        const id = longId('cliws')
        // The same for a device each time: it is printed by one run of the command line and used by the next.
        const secret = `whsec_${createHash('sha256').update(`listen:${device_name}`).digest('hex')}`
        this.sessions.set(id, {
          endpoint: longId('we'),
          secret,
          socket: undefined,
          waiting: new Map(),
        })
        return {
          default_version: apiVersion,
          display_connect_filter_warning: false,
          latest_version: apiVersion,
          reconnect_delay: reconnectSeconds,
          secret,
          websocket_authorized_feature: 'webhooks',
          websocket_id: id,
          websocket_url: `${origin.replace(/^http/, 'ws')}/stripecli/${id}`,
        }
      },
    ),
  ]

  /** Where the deliveries to a socket go. */
  readonly app = new Hono().post('/:id', async (c) => {
    const session = this.sessions.get(c.req.param('id'))
    if (!session?.socket) return c.text('Nobody listens any more.', 410)
    const payload = await c.req.text()
    const { status, body } = await this.forward(session, payload, {
      'Content-Type': c.req.header('content-type') ?? '',
      'Stripe-Signature': c.req.header('stripe-signature') ?? '',
    })
    return new Response(body, { status })
  })

  /** Takes the socket of a session; anything else that wants one is refused. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    // A page in a browser cannot set this header, so no other site gets in.
    const id = String(request.headers['websocket-id'])
    const session = this.sessions.get(id)
    if (!session || !request.url?.startsWith(`/stripecli/${id}`)) {
      stream.end('HTTP/1.1 401 Unauthorized\r\n\r\n')
      return
    }
    this.sockets.handleUpgrade(request, stream, head, (socket) => this.hold(id, session, socket))
  }

  /** Who listened to the last process has to ask again. */
  async forgetOthers({ store }: Context): Promise<void> {
    for (const { id, url } of await store.all('webhook_endpoint'))
      if (url.includes(path)) await store.remove(id)
  }

  close(): void {
    this.closed = true
    for (const { socket } of this.sessions.values()) socket?.terminate()
    this.sockets.close()
  }

  private hold(id: string, session: Session, socket: WebSocket): void {
    session.socket = socket
    socket.on('message', (data: Buffer) => {
      const message = answered.safeParse(JSON.parse(data.toString()))
      if (message.success) session.waiting.get(message.data.webhook_conversation_id)?.(message.data)
    })
    socket.once('close', () => {
      if (session.socket === socket) session.socket = undefined
      const gone = () => {
        if (session.socket || this.closed) return
        this.sessions.delete(id)
        this.changeEndpoint(({ store }) => store.remove(session.endpoint))
      }
      setTimeout(gone, goneAfterMs).unref()
    })
    const { endpoint, secret } = session
    this.changeEndpoint(async ({ store, now, origin }) => {
      await store.put(buildEndpoint(endpoint, now, `${origin}${path}${id}`))
      await store.hide('webhook_endpoint', endpoint, { secret })
    })
  }

  private changeEndpoint(change: (context: Context) => Promise<unknown>) {
    this.transact(change).catch((error: unknown) =>
      console.error('The Stripe sandbox could not change who listens:', error),
    )
  }

  private async forward(
    { socket, waiting }: Session,
    event_payload: string,
    http_headers: Record<string, string>,
  ): Promise<Answer> {
    const conversation = `wc_${randomUUID()}`
    try {
      return await new Promise<Answer>((resolve) => {
        const silence = () => resolve({ status: 504, body: 'The command line did not answer.' })
        waiting.set(conversation, resolve)
        socket?.once('close', silence)
        AbortSignal.timeout(answerMs).addEventListener('abort', silence)
        // Twice, as Stripe does: in the account's version and in the latest. The command line forwards the one it was told to.
        for (const api_version of [null, apiVersion])
          socket?.send(
            JSON.stringify({
              type: 'webhook_event',
              webhook_conversation_id: conversation,
              webhook_id: `wh_${conversation}`,
              event_payload,
              http_headers,
              endpoint: { api_version },
            }),
          )
      })
    } finally {
      waiting.delete(conversation)
    }
  }
}
