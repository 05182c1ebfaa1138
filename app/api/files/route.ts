import { z } from 'zod'
import { keepFile } from '@/lib/ai/files/store'
import { IMAGE_BYTES, MESSAGE_FILES, NAME_LENGTH } from '@/lib/ai/files/limits'
import { requireApiUser } from '@/lib/auth'
import { AppError } from '@/lib/errors'
import { assertSameOrigin, readBytes, route } from '@/lib/http'
import { isStorable } from '@/lib/storable'

const about = z.object({
  chat: z.uuid(),
  // Of a path, if a browser sends one, only the file's own name; of a long name the end, where its kind stands.
  name: z
    .string()
    .refine(isStorable)
    .transform((name) => name.split(/[\\/]/).at(-1)?.trim().slice(-NAME_LENGTH) || 'file'),
  beside: z.coerce
    .number()
    .int()
    .min(0)
    .max(MESSAGE_FILES - 1, `A message takes ${MESSAGE_FILES} files.`)
    .default(0),
})

/** Keeps a file for a message: `?chat=…&name=…`, the body is the file. Answers how the message and the composer know it. */
export const POST = route(async (request) => {
  const user = await requireApiUser()
  assertSameOrigin(request)
  const parsed = about.safeParse(Object.fromEntries(new URL(request.url).searchParams))
  if (!parsed.success)
    throw new AppError(
      'bad_request',
      parsed.error.issues[0]?.message ?? 'The request is not valid.',
    )
  const { chat, name, beside } = parsed.data
  const bytes = await readBytes(request, IMAGE_BYTES)
  const file = await keepFile({ userId: user.id, chatId: chat, name, bytes, beside })
  return Response.json(file, { status: 201 })
})
