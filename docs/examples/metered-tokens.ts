import { createHash } from 'node:crypto'
import { metered, tokenBound } from '@/lib/metering'

const SUMMARY_TOKENS = 400

/** Summarises with a model that is called past the AI SDK; what it used is only known when it is done. */
export async function summarise(user: { id: string }, requestId: string, text: string) {
  const work = await metered(
    {
      user,
      operation: 'chat',
      model: 'gpt-5-mini',
      key: `summary:${requestId}`,
      request: { text: createHash('sha256').update(text).digest('hex') },
      worstCase: {
        inputTokens: tokenBound(text),
        cachedTokens: 0,
        outputTokens: SUMMARY_TOKENS,
      },
      ttlSeconds: 120,
    },
    async ({ signal, lapsed, spent }) => {
      const answer = await askModel(text, SUMMARY_TOKENS, AbortSignal.any([signal, lapsed]))
      spent(answer.usage)
      return answer.text
    },
  )
  return work.outcome === 'done' ? work.result : null
}

declare function askModel(
  text: string,
  maxOutputTokens: number,
  signal: AbortSignal,
): Promise<{
  text: string
  usage: { inputTokens: number; cachedTokens: number; outputTokens: number }
}>
