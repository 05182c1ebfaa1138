import 'server-only'
import type { LanguageModelV4, LanguageModelV4CallOptions } from '@ai-sdk/provider'
import { APICallError, wrapLanguageModel } from 'ai'
import { release, type Balance, type EntryDetail } from '@/lib/credits'
import { db } from '@/lib/db'
import { log } from '@/lib/log'
import { answering, isProvidersFault } from './answering'
import { OpenCall, type Charge } from './call'
import type { Candidate, Candidates } from './candidate'
import { tokenBound } from './cost'
import { fits, holdWorstCase, type CallHold, type OutputRange } from './hold'

/** The key of a request's first call: whoever answers the request reserves it before answering. */
export const firstCallKey = (key: string) => `${key}/0/0`

export type MeteredModel = {
  model: LanguageModelV4
  /** How often the SDK may try again by itself: not where the next candidate is asked here. */
  maxRetries: number
  /** After the last call: every call's charge. Also returns the first hold when no call ever took it. */
  end(): Promise<readonly Charge[]>
}

export type MeteredModelOptions = {
  candidates: Candidates
  userId: string
  /** Unique per user and request; the beginning of every hold's key. */
  key: string
  requestHash: string
  first: CallHold
  /** For calls after the first. */
  output: OutputRange
  ttlSeconds: number
  detail: Pick<EntryDetail, 'operation' | 'requestId' | 'chatId' | 'apiKey'>
  /** How long a candidate may be silent before the next one is asked; of streamed answers only. */
  firstChunkMs: number
  /** Aborted when the user stopped the answer: then even an answer without a word pays for what was sent in. */
  stopped: AbortSignal
  /** The balance after each hold made here. */
  onHold?: (balance: Balance) => void
  onCharge?: (charge: Charge) => void
}

/**
 * A model that pays for every call before making it, retries and the steps of an agent turn included. The first call takes
 * over `first`, the hold made before the request was answered at the first candidate's price; each later one reserves for
 * itself under `<key>/<step>/<attempt>` and throws what `holdWorstCase` throws, which stops that call.
 *
 * A candidate that fails before it has put out anything gets its hold back, and the next one is asked under a hold of its own,
 * at its own price. It then answers the rest of the request as well. Nobody else is asked once an answer has begun.
 *
 * Why here and not in the SDK's callbacks: those do not run for a dropped connection, know no usage for a stopped step,
 * and what they throw is swallowed. Nor around the SDK: what it tries again would be paid for by one hold.
 */
export function meteredModel(options: MeteredModelOptions): MeteredModel {
  const { userId, key, candidates, first, output } = options
  const calls: OpenCall[] = []
  let [candidate, ...others]: [Candidate, ...Candidate[]] = [...candidates]
  let step = 0
  let attempt = 0

  async function open(inputBytes: number): Promise<OpenCall> {
    const previous = calls.at(-1)
    if (previous) {
      await previous.close()
      if (previous.produced) [step, attempt] = [step + 1, 0]
      else attempt += 1
    }
    const reserve = async () => {
      const { balance, ...hold } = await holdWorstCase(db(), {
        userId,
        operationKey: `${key}/${step}/${attempt}`,
        requestHash: options.requestHash,
        candidate,
        inputTokens: inputBytes,
        output,
        ttlSeconds: options.ttlSeconds,
      })
      options.onHold?.(balance)
      return hold
    }
    const hold = calls.length === 0 ? first : await reserve()
    const call = new OpenCall({
      userId,
      step,
      hold,
      candidate,
      inputBytes,
      detail: options.detail,
      stopped: () => options.stopped.aborted,
      onCharge: options.onCharge,
    })
    calls.push(call)
    return call
  }

  /** Makes one call of the SDK's at the present candidate, and at the next ones while they fail before they say a word. */
  async function ask<Answer>(
    params: LanguageModelV4CallOptions,
    answer: (call: OpenCall, params: LanguageModelV4CallOptions) => PromiseLike<Answer>,
  ): Promise<Answer> {
    const inputBytes = tokenBound(params.prompt, params.tools ?? [])
    for (;;) {
      const call = await open(inputBytes)
      try {
        return await answer(call, { ...params, maxOutputTokens: call.maxOutputTokens })
      } catch (error) {
        await call.close()
        const next = others.find((other) => fits(other, inputBytes, output))
        if (!next || !isProvidersFault(error) || call.produced || params.abortSignal?.aborted)
          throw error
        reportFallback(options.detail.requestId, candidate, next, error)
        others = others.slice(others.indexOf(next) + 1)
        candidate = next
      }
    }
  }

  const model = wrapLanguageModel({
    model: candidate.model,
    middleware: {
      specificationVersion: 'v4',
      wrapGenerate: ({ params }) =>
        ask(params, async (call, params) => {
          const result = await candidate.model.doGenerate(params)
          call.report(result.usage)
          await call.close()
          return result
        }),
      wrapStream: ({ params }) =>
        ask(params, (call, params) =>
          answering(candidate.model, params, call, options.firstChunkMs),
        ),
    },
  })

  return {
    model,
    maxRetries: others.length > 0 ? 0 : 1,
    end: async () => {
      if (calls.length === 0) await release(db(), { userId, operationKey: first.operationKey })
      const closed = await Promise.all(calls.map((call) => call.close()))
      return closed.filter((charge) => charge !== undefined)
    },
  }
}

const nameOf = ({ id, provider }: Candidate) => `${id} at ${provider}`

/** Never the error itself: an API error carries the request, and that the user's words. */
function reportFallback(requestId: string, from: Candidate, to: Candidate, error: unknown): void {
  log.warn(
    {
      requestId,
      from: nameOf(from),
      to: nameOf(to),
      error: error instanceof Error ? error.name : typeof error,
      ...(APICallError.isInstance(error) && { status: error.statusCode }),
    },
    'a provider failed before it answered, asking the next one',
  )
}
