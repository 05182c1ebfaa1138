import { z } from 'zod'
import { ignored, only } from './parameters'

/** The fewest tokens the models can be held to. */
const LEAST_TOKENS = 16
export const MOST_TOKENS = 16_384

const tokens = z
  .int()
  .min(LEAST_TOKENS, `is at least ${LEAST_TOKENS}`)
  .max(MOST_TOKENS, `is at most ${MOST_TOKENS}`)

const textPart = z.strictObject({
  type: z.literal('text', 'can only be "text" here'),
  text: z.string(),
})
const content = z.union(
  [z.string(), z.array(textPart).min(1)],
  'is a text, or a list of text parts',
)
const name = z.string().optional().describe('Has no effect.')

const message = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('system'), content, name }),
  z.strictObject({ role: z.literal('developer'), content, name }),
  z.strictObject({ role: z.literal('user'), content, name }),
  // As it is answered, so that an answer can be sent back.
  z.strictObject({ role: z.literal('assistant'), content, name, refusal: z.null().optional() }),
])

/** Names that are taken and change nothing. */
export const ignoredParameters = [
  'user',
  'metadata',
  'safety_identifier',
  'prompt_cache_key',
] as const

export const chatRequest = z
  .strictObject({
    model: z.string().min(1).max(100).describe('One of `GET /api/v1/models`.'),
    messages: z.array(message).min(1).max(500),
    stream: z.boolean().nullish().describe('Server-sent events instead of one body.'),
    stream_options: z
      .strictObject({
        include_usage: z.boolean().nullish().describe('A last chunk with the tokens.'),
      })
      .nullish(),
    max_completion_tokens: tokens
      .nullish()
      .describe(
        'The most the answer may have; 1,200 unless told. Less where the balance covers less.',
      ),
    max_tokens: tokens.nullish().describe('The older name of `max_completion_tokens`.'),
    reasoning_effort: z
      .enum(['minimal', 'low', 'medium', 'high'])
      .nullish()
      .describe('How long the model may think; `low` unless told. Thinking is paid for.'),
    n: only(1),
    temperature: only(1),
    top_p: only(1),
    presence_penalty: only(0),
    frequency_penalty: only(0),
    logprobs: only(false),
    store: only(false),
    response_format: z
      .strictObject({ type: z.literal('text', 'can only be "text" here') })
      .nullish(),
    user: ignored,
    metadata: ignored,
    safety_identifier: ignored,
    prompt_cache_key: ignored,
  } satisfies Record<(typeof ignoredParameters)[number], z.ZodType> & Record<string, z.ZodType>)
  .refine(({ stream, stream_options }) => !stream_options || stream === true, {
    path: ['stream_options'],
    error: 'is only for a stream',
  })

export type ChatRequest = z.output<typeof chatRequest>

const finishReason = z.enum(['stop', 'length', 'content_filter'])

const usage = z.object({
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  total_tokens: z.int(),
  prompt_tokens_details: z.object({ cached_tokens: z.int() }),
  completion_tokens_details: z.object({ reasoning_tokens: z.int() }),
})

const cost = z.object({
  model: z.string().describe('Who answered: another model where the one asked for could not.'),
  cost: z.int().describe('What the answer cost, in micro-credits (1 credit = 1,000,000).'),
  balance: z.int().nullable().describe('What can be spent after it, in micro-credits.'),
})

const shared = {
  id: z.string(),
  created: z.int().describe('Seconds since 1970.'),
  model: z.string(),
}

export const chatCompletion = z.object({
  ...shared,
  object: z.literal('chat.completion'),
  choices: z.array(
    z.object({
      index: z.literal(0),
      message: z.object({
        role: z.literal('assistant'),
        content: z.string(),
        refusal: z.null(),
      }),
      logprobs: z.null(),
      finish_reason: finishReason,
    }),
  ),
  usage,
  tollgate: cost,
})

export const chatChunk = z.object({
  ...shared,
  object: z.literal('chat.completion.chunk'),
  choices: z.array(
    z.object({
      index: z.literal(0),
      delta: z.object({
        role: z.literal('assistant').optional(),
        content: z.string().optional(),
      }),
      logprobs: z.null(),
      finish_reason: finishReason.nullable(),
    }),
  ),
  usage: usage.nullish(),
  tollgate: cost.optional().describe('With the last choice.'),
})

export type ChatCompletion = z.output<typeof chatCompletion>
export type ChatChunk = z.output<typeof chatChunk>
