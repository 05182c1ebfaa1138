import 'server-only'
import { generateText, streamText, type FinishReason, type ModelMessage } from 'ai'
import type { Feature } from '@/lib/catalogue'
import type { EntryDetail } from '@/lib/credits'
import { microCredits, type MicroCredits } from '@/lib/credits/unit'
import type { Db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import {
  firstCallKey,
  holdWorstCase,
  meteredModel,
  tokenBound,
  type CallHold,
  type Charge,
  type MeteredModel,
  type Usage,
} from '@/lib/metering'
import { outputTokens, timeLimits } from './assistant'
import { deadline } from './deadline'
import { describeFailure, reportFailure } from './failure'
import { providerOptions, requireModel } from './models'
import { TURN_SECONDS } from './turns'

/** No completion takes longer: what a hold, and whoever waits for the answer, counts on. */
export const COMPLETION_SECONDS = TURN_SECONDS

export type CompletionMessage = { role: 'system' | 'user' | 'assistant'; content: string }

export type CompletionRequest = {
  userId: string
  /** The user's, as resolved for this request. */
  features: readonly Feature[]
  /** Unique per user; the request's name on the statement. */
  requestId: string
  requestHash: string
  /** As the caller names it. */
  model: string
  messages: readonly CompletionMessage[]
  /** Left out: as many as the assistant may write. */
  maxOutputTokens?: number | undefined
  /** How long the model may think. Left out: as for the assistant. */
  reasoningEffort?: 'minimal' | 'low' | 'medium' | 'high' | undefined
  apiKey: EntryDetail['apiKey']
}

/** How an answer ended and who gave it. `cost` in micro-credits; `balance`: what is available after it, `null` where the ledger could not say. */
export type CompletionEnd = {
  finishReason: 'stop' | 'length' | 'content_filter'
  /** Who answered: another model where the one that was asked for could not. */
  model: string
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
 * Throws what `requireModel` throws.
 */
export async function prepareCompletion(request: CompletionRequest) {
  const { userId, features, requestId, requestHash, messages } = request
  const { id: asked, candidates } = await requireModel({ features }, request.model)
  const most = request.maxOutputTokens ?? outputTokens.most
  const call = {
    userId,
    requestHash,
    output: { most, least: Math.min(most, outputTokens.least) },
    ttlSeconds: COMPLETION_SECONDS,
  }
  const key = `chat:${requestId}`

  const meter = (first: CallHold, stopped: AbortSignal) =>
    meteredModel({
      ...call,
      candidates,
      key,
      first,
      firstChunkMs: timeLimits.firstChunkMs,
      detail: { operation: 'chat', requestId, ...(request.apiKey && { apiKey: request.apiKey }) },
      stopped,
    })

  const settings = (metered: MeteredModel, stopped: AbortSignal, ended: Promise<void>) => ({
    model: metered.model,
    messages: messages.map(({ role, content }): ModelMessage => ({ role, content })),
    // They are the caller's own words, and so are the system's.
    allowSystemInMessages: true,
    maxOutputTokens: most,
    maxRetries: metered.maxRetries,
    abortSignal: AbortSignal.any([stopped, deadline(timeLimits.totalMs, ended)]),
    providerOptions: {
      openai: {
        ...providerOptions.openai,
        ...(request.reasoningEffort && { reasoningEffort: request.reasoningEffort }),
      },
    },
    telemetry: { functionId: 'completion' },
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
        candidate: candidates[0],
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
        return { text, ...summary(asked, finishReason, await metered.end()) }
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
      let finishReason: FinishReason = 'other'
      try {
        const { stream } = streamText({
          ...settings(metered, stopped, ended),
          timeout: { chunkMs: timeLimits.chunkMs },
          // Thrown below, once.
          onError: () => {},
        })
        for await (const part of stream) {
          if (part.type === 'text-delta') yield part.text
          else if (part.type === 'finish') finishReason = part.finishReason
          else if (part.type === 'error') throw part.error
          else if (part.type === 'abort') throw new DOMException('broken off', 'AbortError')
        }
        return summary(asked, finishReason, await metered.end())
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

function summary(
  asked: string,
  finishReason: FinishReason,
  charges: readonly Charge[],
): CompletionEnd {
  const sum = (name: keyof Usage) =>
    charges.reduce((total, { usage }) => total + (usage[name] ?? 0), 0)
  const last = charges.at(-1)
  return {
    model: last?.model ?? asked,
    finishReason: finishReasons[finishReason] ?? 'stop',
    usage: {
      inputTokens: sum('inputTokens'),
      cachedTokens: sum('cachedTokens'),
      outputTokens: sum('outputTokens'),
      reasoningTokens: sum('reasoningTokens'),
    },
    cost: costOf(charges),
    balance: last?.balance.available ?? null,
  }
}
