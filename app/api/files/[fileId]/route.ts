import { z } from 'zod'
import { readFile, removeFile } from '@/lib/ai/files/store'
import { requireApiUser } from '@/lib/auth'
import { AppError } from '@/lib/errors'
import { assertSameOrigin, route } from '@/lib/http'

type Context = { params: Promise<{ fileId: string }> }

const noSuchFile = () => new AppError('not_found', 'There is no such file.')

async function idIn({ params }: Context): Promise<string> {
  const id = z.uuid().safeParse((await params).fileId)
  if (!id.success) throw noSuchFile()
  return id.data
}

/**
 * A file, for its owner only. Somebody else may have written it: the browser is told to take it for nothing else than it is, to
 * run nothing of it, and to show texts only as downloads.
 */
export const GET = route<Context>(async (_request, context) => {
  const user = await requireApiUser()
  const file = await readFile(user.id, await idIn(context))
  if (!file) throw noSuchFile()
  const picture = file.type.startsWith('image/')
  const name = encodeURIComponent(file.name.toWellFormed())
  return new Response(new Uint8Array(file.bytes), {
    headers: {
      'content-type': picture ? file.type : 'text/plain; charset=utf-8',
      'content-disposition': `${picture ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'private, no-cache',
      etag: `"${Buffer.from(file.sha256).toString('hex')}"`,
    },
  })
})

/** Takes a file off a message that was not sent yet. */
export const DELETE = route<Context>(async (request, context) => {
  const user = await requireApiUser()
  assertSameOrigin(request)
  await removeFile(user.id, await idIn(context))
  return new Response(null, { status: 204 })
})
