import 'server-only'
import { generateText, streamText, type FinishReason, type ModelMessage } from 'ai'
import type { EntryDetail } from '@/lib/credits'
import { microCredits, type MicroCredits } from '@/lib/credits/unit'
import type { ModelId } from '@/lib/catalogue'
import type { Db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import {
  firstCallKey,
  holdWorstCase,
  meteredModel,
  priceOf,
  tokenBound,
  type CallHold,
  type Charge,
  type MeteredModel,
  type Usage,
} from '@/lib/metering'
import { outputTokens, timeLimits } from './assistant'
import { deadline } from './deadline'
import { describeFailure, reportFailure } from './failure'
import { languageModel, providerOptions } from './models'
import { TURN_SECONDS } from './turns'

/** No completion takes longer: what a hold, and whoever waits for the answer, counts on. */
export const COMPLETION_SECONDS = TURN_SECONDS

export type CompletionMessage = { role: 'system' | 'user' | 'assistant'; content: string }

export type CompletionRequest = {
  userId: string
  /** Unique per user; the request's name on the statement. */
  requestId: string
  requestHash: string
  model: ModelId
  messages: readonly CompletionMessage[]
  /** Left out: as many as the assistant may write. */
  maxOutputTokens?: number | undefined
  apiKey: EntryDetail['apiKey']
}

/** How an answer ended. `cost` in micro-credits; `balance`: what is available after it, `null` where the ledger could not say. */
export type CompletionEnd = {
  finishReason: 'stop' | 'length' | 'content_filter'
  usage: Usage
  cost: MicroCredits
  balance: MicroCredits | null
}

/**
 * One answer to messages that the caller brings along: nothing is kept of either. Paid for through the same gate as the
 * assistant: `hold` reserves before anything is answered, then `generate` or `stream` takes the hold over and closes it.
 * Aborting `stopped` ends the answer, which then pays for what was written; a provider that fails before its first word
 * costs nothing.
 *
 * Throws `unpriced_model`.
 */
export async function prepareCompletion(request: CompletionRequest) {
  const { userId, requestId, requestHash, model, messages } = request
  const most = request.maxOutputTokens ?? outputTokens.most
  const call = {
    userId,
    requestHash,
    price: await priceOf('chat', model),
    output: { most, least: Math.min(most, outputTokens.least) },
    ttlSeconds: COMPLETION_SECONDS,
  }
  const key = `chat:${requestId}`

  const meter = (first: CallHold, stopped: AbortSignal) =>
    meteredModel({
      ...call,
      model: languageModel(model),
      key,
      first,
      detail: { operation: 'chat', requestId, ...(request.apiKey && { apiKey: request.apiKey }) },
      stopped,
    })

  const settings = (metered: MeteredModel, stopped: AbortSignal, ended: Promise<void>) => ({
    model: metered.model,
    messages: messages.map(({ role, content }): ModelMessage => ({ role, content })),
    // They are the caller's own words, and so are the system's.
    allowSystemInMessages: true,
    maxOutputTokens: most,
    maxRetries: 1,
    abortSignal: AbortSignal.any([stopped, deadline(timeLimits.totalMs, ended)]),
    providerOptions,
  })

  /** Closes what is open, and turns what was thrown into the caller's sentence. */
  const failed = async (metered: MeteredModel, thrown: unknown, stopped: AbortSignal) => {
    const cost = costOf(await metered.end())
    if (!stopped.aborted) reportFailure(requestId, thrown)
    const { code, message, options } = describeFailure(thrown, cost)
    return new AppError(code, message, { ...options, details: { ...options.details, cost } })
  }

  return {
    /** Throws what `holdWorstCase` throws. */
    hold: (db: Db) =>
      holdWorstCase(db, {
        ...call,
        operationKey: firstCallKey(key),
        inputTokens: tokenBound(messages),
      }),

    /** Throws `provider_failed`, and what a later hold throws, with the `cost` in the details. */
    async generate(
      first: CallHold,
      stopped: AbortSignal,
    ): Promise<CompletionEnd & { text: string }> {
      const { promise: ended, resolve: end } = Promise.withResolvers<void>()
      const metered = meter(first, stopped)
      try {
        const { text, finishReason } = await generateText(settings(metered, stopped, ended))
        return { text, ...summary(finishReason, await metered.end()) }
      } catch (thrown) {
        throw await failed(metered, thrown, stopped)
      } finally {
        end()
      }
    },

    /** The answer's pieces, and in the end how it ended. Throws like `generate`, also in the middle. */
    async *stream(
      first: CallHold,
      stopped: AbortSignal,
    ): AsyncGenerator<string, CompletionEnd, undefined> {
      const { promise: ended, resolve: end } = Promise.withResolvers<void>()
      const metered = meter(first, stopped)
      const { totalMs: _totalMs, ...timeout } = timeLimits
      let finishReason: FinishReason = 'other'
      try {
        const { stream } = streamText({
          ...settings(metered, stopped, ended),
          timeout,
          // Thrown below, once.
          onError: () => {},
        })
        for await (const part of stream) {
          if (part.type === 'text-delta') yield part.text
          else if (part.type === 'finish') finishReason = part.finishReason
          else if (part.type === 'error') throw part.error
          else if (part.type === 'abort') throw new DOMException('broken off', 'AbortError')
        }
        return summary(finishReason, await metered.end())
      } catch (thrown) {
        throw await failed(metered, thrown, stopped)
      } finally {
        // Also when the reader leaves without a word.
        await metered.end()
        end()
      }
    },
  }
}

export type Completion = Awaited<ReturnType<typeof prepareCompletion>>

const costOf = (charges: readonly Charge[]): MicroCredits =>
  microCredits(charges.reduce((sum, { amount }) => sum + amount, 0))

const finishReasons: Partial<Record<FinishReason, CompletionEnd['finishReason']>> = {
  length: 'length',
  'content-filter': 'content_filter',
}

function summary(finishReason: FinishReason, charges: readonly Charge[]): CompletionEnd {
  const sum = (name: keyof Usage) => charges.reduce((total, { usage }) => total + usage[name], 0)
  return {
    finishReason: finishReasons[finishReason] ?? 'stop',
    usage: {
      inputTokens: sum('inputTokens'),
      cachedTokens: sum('cachedTokens'),
      outputTokens: sum('outputTokens'),
    },
    cost: costOf(charges),
    balance: charges.at(-1)?.balance.available ?? null,
  }
}
