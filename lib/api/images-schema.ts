import { z } from 'zod'
import { imageRequest, imageSizeKeys, imageSizes, type ImageSize } from '@/lib/ai/image-request'
import { ignored, only } from './parameters'

/** A size as OpenAI writes it. */
export const sizeText = (size: ImageSize): string =>
  `${imageSizes[size].width}x${imageSizes[size].height}`

const sizes = imageSizeKeys.map(sizeText)

export const imagesRequest = z.strictObject({
  prompt: imageRequest.shape.prompt,
  model: z.string().min(1).max(100).nullish().describe('There is one: it may be left out.'),
  n: z.int().min(1, 'is at least 1').max(4, 'is at most 4').nullish().describe('1 unless told.'),
  size: z.enum([...sizes, 'auto'], `is one of ${sizes.join(', ')}`).nullish(),
  response_format: only('b64_json'),
  output_format: only('png'),
  quality: only('auto'),
  background: only('auto'),
  stream: only(false),
  user: ignored,
})

export const imagesBody = z.object({
  created: z.int().describe('Seconds since 1970.'),
  size: z.string(),
  output_format: z.literal('png'),
  data: z.array(z.object({ b64_json: z.string().describe('The bytes of a PNG, in base64.') })),
  tollgate: z.object({
    cost: z.int().describe('What they cost, in micro-credits.'),
    balance: z.int().nullable().describe('What can be spent after it, in micro-credits.'),
  }),
})
