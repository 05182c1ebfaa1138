import { readImage } from '@/lib/ai/image-store'
import { requireApiUser } from '@/lib/auth'
import { route } from '@/lib/http'

type Context = { params: Promise<{ id: string }> }

/** The image itself, for its owner only. `?download` makes the browser keep it as a file. */
export const GET = route<Context>(async (request, { params }) => {
  const user = await requireApiUser()
  const { id } = await params
  const { bytes } = await readImage(user.id, id)
  const wantsFile = new URL(request.url).searchParams.has('download')
  return new Response(bytes, {
    headers: {
      'Content-Type': 'image/png',
      'Content-Length': String(bytes.byteLength),
      'Content-Disposition': `${wantsFile ? 'attachment' : 'inline'}; filename="image-${id}.png"`,
      'X-Content-Type-Options': 'nosniff',
      // Nothing in it may run, whatever a provider sends; and no cache but the owner's keeps it.
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Cache-Control': 'private, max-age=31536000, immutable',
    },
  })
})
