import { z } from 'zod'
import { requireApiUser } from '@/lib/auth'
import { AppError } from '@/lib/errors'
import { assertSameOrigin, readJson, route } from '@/lib/http'
import { metered } from '@/lib/metering'

const body = z.object({ id: z.uuid(), prompt: z.string().trim().min(1).max(1_000) })

export const POST = route(async (request: Request) => {
  const user = await requireApiUser()
  assertSameOrigin(request)
  const { id, prompt } = await readJson(request, body)
  const work = await metered(
    { user, operation: 'image', key: id, request: { prompt }, signal: request.signal },
    async ({ signal }) => {
      const picture = await paint(prompt, signal)
      return pictures.save(user.id, id, picture)
    },
  )
  const url = work.outcome === 'done' ? work.result : await pictures.find(user.id, id)
  if (url === null)
    throw new AppError(
      'conflict',
      'This picture could not be made. Nothing was charged; ask for it again under a new id.',
    )
  const charged = work.outcome === 'done' ? work.charge?.amount : work.amount
  return Response.json({ url, charged })
})

declare function paint(prompt: string, signal: AbortSignal): Promise<Uint8Array>

declare const pictures: {
  save(userId: string, id: string, picture: Uint8Array): Promise<string>
  find(userId: string, id: string): Promise<string | null>
}
