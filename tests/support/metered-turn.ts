import { generateText, isStepCount } from 'ai'
import { randomUUID } from 'node:crypto'
import { runAssistant, outputTokens } from '@/lib/ai/assistant'
import { instructions } from '@/lib/ai/instructions'
import { providerOptions, requireModel } from '@/lib/ai/models'
import { assistantTools, toolDefinitions } from '@/lib/ai/tools'
import { db } from '@/lib/db'
import { firstCallKey, holdWorstCase, meteredModel, tokenBound } from '@/lib/metering'

/** How somebody reads an answer. */
export type Reading = {
  /** Aborted: the call is given up. */
  signal: AbortSignal
  /** Aborted as well: the user wanted it so. */
  stopped: AbortSignal
  /** Of a single call; milliseconds. */
  timeout: { firstChunkMs: number; chunkMs: number }
  /** Of an answer in one piece, after a failure that may pass. */
  retries: number
  /** Told at each word of an answer. `leave`: read no further. */
  onWord?: (() => 'leave' | void) | undefined
}

/**
 * A turn of the assistant under the gate and nothing else of the app around it: streamed as the chat does it, or in one piece.
 * Answers the words that came and the error that ended it.
 */
export async function meteredTurn(
  how: 'streaming' | 'in one piece',
  { userId, question }: { userId: string; question: string },
  reading: Reading,
): Promise<{ words: string; error: unknown }> {
  const tools = assistantTools(userId)
  const messages = [{ role: 'user' as const, content: question }]
  const key = `chat:${randomUUID()}`
  // One provider alone: who is asked after it, and when, is another test's.
  const [candidate] = (await requireModel(userId, 'gpt-5-mini')).candidates
  const call = { userId, requestHash: 'a', output: outputTokens, ttlSeconds: 60 }
  const { firstChunkMs, chunkMs } = reading.timeout
  const first = await holdWorstCase(db(), {
    ...call,
    candidate,
    operationKey: firstCallKey(key),
    inputTokens: tokenBound(instructions, messages, await toolDefinitions(tools)),
  })
  const metered = meteredModel({
    ...call,
    candidates: [candidate],
    key,
    first,
    firstChunkMs,
    detail: { operation: 'chat', requestId: key },
    stopped: reading.stopped,
  })
  const asked = {
    model: metered.model,
    tools,
    abortSignal: AbortSignal.any([reading.signal, reading.stopped]),
  }
  let words = ''
  let error: unknown
  try {
    if (how === 'in one piece')
      words = (
        await generateText({
          ...asked,
          instructions,
          messages,
          providerOptions,
          stopWhen: isStepCount(5),
          maxOutputTokens: outputTokens.most,
          maxRetries: reading.retries,
        })
      ).text
    else {
      const { stream } = runAssistant({
        ...asked,
        history: messages,
        maxRetries: metered.maxRetries,
        chunkMs,
      })
      for await (const part of stream) {
        if (part.type === 'error') error = part.error
        if (part.type !== 'text-delta') continue
        words += part.text
        if (reading.onWord?.() === 'leave') break
      }
    }
  } catch (thrown) {
    error = thrown
  }
  await metered.end()
  return { words, error }
}
