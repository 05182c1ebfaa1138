import { generateText, isStepCount } from 'ai'
import { randomUUID } from 'node:crypto'
import { runAssistant, outputTokens } from '@/lib/ai/assistant'
import { instructions } from '@/lib/ai/instructions'
import { providerOptions, requireModel } from '@/lib/ai/models'
import { assistantTools, toolDefinitions } from '@/lib/ai/tools'
import { db } from '@/lib/db'
import { entitlementsOf } from '@/lib/entitlements'
import {
  firstCallKey,
  holdWorstCase,
  meteredModel,
  tokenBound,
  type MeteredModel,
} from '@/lib/metering'

/** How somebody reads an answer. */
export type Reading = {
  /** Aborted: the call is given up. */
  signal: AbortSignal
  /** Aborted as well: the user wanted it so. */
  stopped: AbortSignal
  /** Between two parts of an answer. */
  chunkMs: number
  /** Of an answer in one piece, after a failure that may pass. */
  retries: number
  /** Told at each word of an answer. `leave`: read no further. */
  onWord?: (() => 'leave' | void) | undefined
}

/**
 * A turn of the assistant under the gate and nothing else of the app around it: streamed as the chat does it, or in one piece.
 * Answers the words that came, the error that ended it, and what whoever holds the model calls last.
 */
export async function meteredTurn(
  how: 'streaming' | 'in one piece',
  { userId, question }: { userId: string; question: string },
  reading: Reading,
): Promise<{ words: string; error: unknown; end: MeteredModel['end'] }> {
  const tools = await assistantTools({ userId, chatId: randomUUID(), answerId: 'none' })
  const messages = [{ role: 'user' as const, content: question }]
  const key = `chat:${randomUUID()}`
  // One provider and no fall-back: so that it is seen how its own call ends.
  const { candidates } = await requireModel(await entitlementsOf(userId), 'gpt-5-mini')
  const [candidate] = candidates
  const call = { userId, requestHash: 'a', output: outputTokens, ttlSeconds: 60 }
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
    firstChunkMs: 20_000,
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
        chunkMs: reading.chunkMs,
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
  return { words, error, end: metered.end }
}
