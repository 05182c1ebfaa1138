import 'server-only'
import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4StreamPart as Part,
  LanguageModelV4StreamResult,
} from '@ai-sdk/provider'
import { APICallError } from 'ai'
import { AppError } from '@/lib/errors'
import type { OpenCall } from './call'

/** Said of a provider that took the request and then sent nothing of an answer. */
class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

/** From these on something has come that a reader may see, or that is being paid for. */
const begins = new Set<Part['type']>([
  'reasoning-start',
  'reasoning-delta',
  'text-delta',
  'tool-input-start',
  'tool-input-delta',
  'tool-call',
  'finish',
])

const isEmptyEnd = (part: Part) =>
  part.type === 'finish' &&
  (part.finishReason.unified === 'error' || part.finishReason.unified === 'interrupted')

/**
 * Asks a model and waits for the first of its answer, `firstChunkMs` at most. Rejects when it fails before that: then nothing
 * has been seen of it, and somebody else may be asked (`isProvidersFault`). The stream closes the call exactly once.
 */
export async function answering(
  model: LanguageModelV4,
  params: LanguageModelV4CallOptions,
  call: OpenCall,
  firstChunkMs: number,
): Promise<LanguageModelV4StreamResult> {
  const late = new AbortController()
  const timer = setTimeout(
    () => late.abort(new NoAnswer(`nothing came for ${firstChunkMs} ms`)),
    firstChunkMs,
  )
  const signals = params.abortSignal ? [params.abortSignal, late.signal] : [late.signal]
  try {
    const result = await model.doStream({ ...params, abortSignal: AbortSignal.any(signals) })
    return { ...result, stream: await begun(result.stream, call) }
  } catch (error) {
    throw late.signal.aborted ? late.signal.reason : error
  } finally {
    clearTimeout(timer)
  }
}

/** Whether an error is the provider's own trouble (it is down, busy, silent or out of reach) and not our request's. */
export function isProvidersFault(error: unknown): boolean {
  if (error instanceof AppError) return false
  if (!APICallError.isInstance(error) || error.statusCode === undefined) return true
  return error.statusCode >= 500 || [408, 409, 429].includes(error.statusCode)
}

/** Reads up to the first part of an answer, then passes all on. */
async function begun(parts: ReadableStream<Part>, call: OpenCall): Promise<ReadableStream<Part>> {
  const reader = parts.getReader()
  const read: Part[] = []
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done || isEmptyEnd(value)) throw new NoAnswer('the answer ended before it began')
      if (value.type === 'error') throw value.error
      call.see(value)
      read.push(value)
      if (begins.has(value.type)) return closing(read, reader, call)
    }
  } catch (error) {
    void reader.cancel(error).catch(() => {})
    throw error
  }
}

/**
 * Passes a call's parts on and closes the call once: on finish, end without finish, read error or cancel. An error part is
 * passed on only when the call is closed, so that who reports it knows what was charged.
 */
function closing(
  read: Part[],
  reader: ReadableStreamDefaultReader<Part>,
  call: OpenCall,
): ReadableStream<Part> {
  const errors: Part[] = []

  /** The next part that may be passed on; `undefined` at the end. */
  async function next(): Promise<Part | undefined> {
    const kept = read.shift()
    if (kept) return kept
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return undefined
      call.see(value)
      if (value.type !== 'error') return value
      errors.push(value)
    }
  }
  return new ReadableStream<Part>(
    {
      async pull(controller) {
        try {
          const part = await next()
          if (part && part.type !== 'finish') return controller.enqueue(part)
          await call.close()
          errors.forEach((error) => controller.enqueue(error))
          if (part) controller.enqueue(part)
          else controller.close()
        } catch (error) {
          await call.close()
          controller.error(error)
        }
      },
      async cancel(reason) {
        await Promise.all([call.close(), reader.cancel(reason)])
      },
    },
    { highWaterMark: 0 },
  )
}
