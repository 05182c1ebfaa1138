import { readImage } from '@/lib/ai/image-store'
import { requireApiUser } from '@/lib/auth'
import { route } from '@/lib/http'

type Context = { params: Promise<{ id: string }> }

/** The image itself, for its owner only. `?download` makes the browser keep it as a file. */
export const GET = route<Context>(async (request, { params }) => {
  const user = await requireApiUser()
  const { id } = await params
  const { bytes } = await readImage(user.id, id)
  const etag = `"${id}"`
  // Asked every time whether it is still there and still theirs; the bytes are sent once.
  const caching = { 'Cache-Control': 'private, no-cache', ETag: etag, Vary: 'Cookie' }
  if (request.headers.get('if-none-match') === etag)
    return new Response(null, { status: 304, headers: caching })
  const wantsFile = new URL(request.url).searchParams.has('download')
  return new Response(bytes, {
    headers: {
      'Content-Type': 'image/png',
      'Content-Length': String(bytes.byteLength),
      'Content-Disposition': `${wantsFile ? 'attachment' : 'inline'}; filename="image-${id}.png"`,
      'X-Content-Type-Options': 'nosniff',
      // Nothing in it may run, whatever a provider sends.
      'Content-Security-Policy': "default-src 'none'; sandbox",
      ...caching,
    },
  })
})
