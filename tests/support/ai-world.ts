import { randomUUID } from 'node:crypto'
import { chatHarness, type ChatHarness } from '@/tests/support/chat'
import { testEnvironment } from '@/tests/support/environment'
import { call } from '@/tests/support/signed-in'

const address = testEnvironment.APP_URL

const post = (path: string, cookie: string, body: unknown, signal?: AbortSignal) =>
  new Request(`${address}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify(body),
    signal,
  })

type Asked = { id?: string; prompt?: string; size?: string; n?: number; signal?: AbortSignal }
type Reviewed = { id?: string; from?: string; to?: string; model?: string; signal?: AbortSignal }

/** The chat's world with the routes of images and reviews. */
export async function aiWorld(options: { backup?: boolean } = {}) {
  const chat: ChatHarness = await chatHarness(options)
  const images = await import('@/app/api/images/route')
  const image = await import('@/app/api/images/[id]/route')
  const agents = await import('@/app/api/agents/route')
  return {
    ...chat,
    draw: ({ cookie }: { cookie: string }, asked: Asked = {}) => {
      const { signal, ...body } = asked
      const wanted = { id: randomUUID(), prompt: 'A quiet lake at dawn', ...body }
      return call(images.POST, post('/api/images', cookie, wanted, signal), {})
    },
    look: ({ cookie }: { cookie: string }, id: string, headers: Record<string, string> = {}) =>
      call(
        image.GET,
        new Request(`${address}/api/images/${id}`, { headers: { cookie, ...headers } }),
        { id },
      ),
    review: ({ cookie }: { cookie: string }, asked: Reviewed = {}) => {
      const { signal, ...body } = asked
      const wanted = { id: randomUUID(), from: '2020-01-01', to: '2020-12-31', ...body }
      return call(agents.POST, post('/api/agents', cookie, wanted, signal), {})
    },
  }
}

export type AiWorld = Awaited<ReturnType<typeof aiWorld>>
