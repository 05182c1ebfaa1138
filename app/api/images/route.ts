import { imageRequest } from '@/lib/ai/image-request'
import { listImages } from '@/lib/ai/image-store'
import { generateImageFor } from '@/lib/ai/images'
import { requireApiUser } from '@/lib/auth'
import { assertSameOrigin, readJson, route } from '@/lib/http'

// The provider's time limit, and a second provider's after it.
export const maxDuration = 200

/** Makes images and answers them without their bytes: those are at `/api/images/<id>`. Leaving stops it. */
export const POST = route(async (request) => {
  const user = await requireApiUser()
  assertSameOrigin(request)
  const wanted = await readJson(request, imageRequest, 16 * 1024)
  return Response.json(await generateImageFor(user, wanted, { signal: request.signal }))
})

/** `?after=<id>`: the images behind that one, newest first. */
export const GET = route(async (request) => {
  const user = await requireApiUser()
  const after = new URL(request.url).searchParams.get('after') ?? undefined
  return Response.json(await listImages(user.id, after))
})
