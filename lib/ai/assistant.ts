import 'server-only'
import type { LanguageModelV4 } from '@ai-sdk/provider'
import { isStepCount, streamText, type ModelMessage } from 'ai'
import { guarded } from './guarded-tools'
import { instructions } from './instructions'
import { providerOptions } from './models'
import type { AssistantTools } from './tools'

/** Tokens of one model call: what it may write at most, and below what an answer is of no use. */
export const outputTokens = { most: 1_200, least: 150 }

/** A turn's model calls: the question, and the rounds of tools it leads to. */
const MAX_STEPS = 5

/** Calls of tools that one turn may make, and how many of them at a time: each takes a connection to the database. */
const toolCalls = { most: 16, atOnce: 3 }

/**
 * Milliseconds. The total stays below `TURN_SECONDS`, so that a hold outlives its answer. `firstChunkMs` is each candidate's
 * (see `meteredModel`), so that there is time to ask the next one.
 */
export const timeLimits = { totalMs: 120_000, firstChunkMs: 30_000, chunkMs: 20_000 }

export type TimeLimits = typeof timeLimits

/**
 * Starts the assistant on a history that ends with the question. `model` must be metered: it lowers the
 * tokens of each call to what is held for it. The stream is lazy: nothing runs
 * unless it is read.
 */
export function runAssistant(options: {
  model: LanguageModelV4
  maxRetries: number
  history: ModelMessage[]
  tools: AssistantTools
  abortSignal: AbortSignal
  /** Between two parts of an answer; the whole answer's limit is the caller's, in `abortSignal`. */
  chunkMs: number
}) {
  const { model, maxRetries, history, tools, chunkMs, abortSignal } = options
  return streamText({
    model,
    instructions,
    messages: history,
    tools: guarded(tools, toolCalls.most),
    toolCallConcurrency: toolCalls.atOnce,
    stopWhen: isStepCount(MAX_STEPS),
    maxOutputTokens: outputTokens.most,
    maxRetries,
    timeout: { chunkMs },
    abortSignal,
    providerOptions,
    telemetry: { functionId: 'chat' },
    // Reported once, where the stream is turned into the client's.
    onError: () => {},
  })
}
