import 'server-only'
import type { CompletionEnd } from '@/lib/ai/completion'
import type { ChatChunk, ChatCompletion } from './chat-schema'
import type { toErrorBody } from './errors'

/** Whose answer it is, as every part of it says. */
export type Heading = { id: string; created: number; model: string }

export const headingOf = (requestId: string, model: string, now: Date): Heading => ({
  id: `chatcmpl-${requestId}`,
  created: Math.floor(now.getTime() / 1000),
  model,
})

/** An answer as it is kept: enough to be given again, whole or as a stream. */
export type KeptAnswer = Heading & {
  text: string
  /** How it ended, or what broke it off after something was charged. */
  end: CompletionEnd | { error: ReturnType<typeof toErrorBody> }
}

const usageOf = ({
  usage: { inputTokens, cachedTokens, outputTokens, reasoningTokens = 0 },
}: CompletionEnd) => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
  prompt_tokens_details: { cached_tokens: cachedTokens },
  completion_tokens_details: { reasoning_tokens: reasoningTokens },
})

const costOf = ({ model, cost, balance }: CompletionEnd) => ({ model, cost, balance })

export const toCompletion = (
  heading: Heading,
  text: string,
  end: CompletionEnd,
): ChatCompletion => ({
  ...heading,
  object: 'chat.completion',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: text, refusal: null },
      logprobs: null,
      finish_reason: end.finishReason,
    },
  ],
  usage: usageOf(end),
  tollgate: costOf(end),
})

/** What a program that reads no body may want to know of one. */
export const costHeaders = ({
  cost,
  balance,
}: {
  cost: number
  balance: number | null
}): Record<string, string> => ({
  'x-tollgate-cost': String(cost),
  ...(balance !== null && { 'x-tollgate-balance': String(balance) }),
})

/** The chunks of one stream. With `includeUsage`, as OpenAI has it, each has a `usage`, which only the last one fills. */
export function chunks(heading: Heading, includeUsage: boolean) {
  const base = {
    ...heading,
    object: 'chat.completion.chunk' as const,
    ...(includeUsage && { usage: null }),
  }
  const choice = (
    delta: ChatChunk['choices'][number]['delta'],
    finish: CompletionEnd['finishReason'] | null = null,
  ): ChatChunk => ({
    ...base,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  })
  return {
    first: () => choice({ role: 'assistant', content: '' }),
    text: (text: string) => choice({ content: text }),
    last: (end: CompletionEnd): ChatChunk[] => [
      { ...choice({}, end.finishReason), tollgate: costOf(end) },
      ...(includeUsage ? [{ ...base, choices: [], usage: usageOf(end) }] : []),
    ],
  }
}

/** One server-sent event. */
export const sseEvent = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`
export const sseDone = 'data: [DONE]\n\n'
export const sseHeaders = { 'content-type': 'text/event-stream; charset=utf-8' }
