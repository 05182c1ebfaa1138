import { z } from 'zod'

/** The longest prompt, in characters. The page counts against it, the routes refuse beyond it. */
export const PROMPT_LIMIT = 1_000

export const imageSizes = {
  square: { label: 'Square', width: 1_024, height: 1_024 },
  landscape: { label: 'Landscape', width: 1_536, height: 1_024 },
  portrait: { label: 'Portrait', width: 1_024, height: 1_536 },
} as const

export type ImageSize = keyof typeof imageSizes
export const imageSizeKeys = Object.keys(imageSizes) as [ImageSize, ...ImageSize[]]

/** The body of `POST /api/images`. `id` is the request's own: sent again, it is the same request and paid once. */
export const imageRequest = z.strictObject({
  id: z.string().regex(/^[\w-]{8,64}$/, 'is not a usable id'),
  prompt: z
    .string()
    .trim()
    .min(1, 'Say what the image shall show.')
    .max(PROMPT_LIMIT, `A prompt has at most ${PROMPT_LIMIT} characters.`),
  size: z.enum(imageSizeKeys).default('square'),
  n: z.int().min(1).max(4, 'At most four images are made at a time.').default(1),
})

export type ImageRequest = z.output<typeof imageRequest>
