import 'server-only'
import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider'
import { wrapLanguageModel } from 'ai'
import { release, type Balance, type EntryDetail } from '@/lib/credits'
import { db } from '@/lib/db'
import { OpenCall, type Charge } from './call'
import { tokenBound } from './cost'
import { holdWorstCase, type CallHold } from './hold'
import type { Price } from './prices'

/** The key of a request's first call: whoever answers the request reserves it before answering. */
export const firstCallKey = (key: string) => `${key}/0/0`

export type MeteredModel = {
  model: LanguageModelV4
  /** After the last call: every call's charge. Also returns the first hold when no call ever took it. */
  end(): Promise<readonly Charge[]>
}

/**
 * A model that pays for every call before making it, retries and the steps of an agent turn included. The first call takes
 * over `first`, the hold made before the request was answered; each later one reserves for itself under
 * `<key>/<step>/<attempt>` and throws what `holdWorstCase` throws, which stops that call.
 *
 * Why here and not in the SDK's callbacks: those do not run for a dropped connection, know no usage for a stopped step,
 * and what they throw is swallowed.
 */
export function meteredModel(options: {
  model: LanguageModelV4
  userId: string
  /** Unique per user and request; the beginning of every hold's key. */
  key: string
  requestHash: string
  price: Price
  first: CallHold
  /** For calls after the first. */
  output: { most: number; least: number }
  ttlSeconds: number
  detail: Pick<EntryDetail, 'operation' | 'requestId' | 'chatId' | 'apiKey'>
  /** Aborted when the user stopped the answer: then even an answer without a word pays for what was sent in. */
  stopped: AbortSignal
  /** The balance after each hold made here. */
  onHold?: (balance: Balance) => void
  onCharge?: (charge: Charge) => void
}): MeteredModel {
  const { userId, key, requestHash, price, first } = options
  const calls: OpenCall[] = []
  let step = 0
  let attempt = 0

  async function open(params: LanguageModelV4CallOptions): Promise<OpenCall> {
    const previous = calls.at(-1)
    if (previous) {
      await previous.close()
      if (previous.produced) [step, attempt] = [step + 1, 0]
      else attempt += 1
    }
    const inputBytes = tokenBound(params.prompt, params.tools ?? [])
    const reserve = async () => {
      const { balance, ...hold } = await holdWorstCase(db(), {
        userId,
        operationKey: `${key}/${step}/${attempt}`,
        requestHash,
        price,
        inputTokens: inputBytes,
        output: options.output,
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
      price,
      inputBytes,
      detail: options.detail,
      stopped: () => options.stopped.aborted,
      onCharge: options.onCharge,
    })
    calls.push(call)
    return call
  }

  const model = wrapLanguageModel({
    model: options.model,
    middleware: {
      specificationVersion: 'v4',
      wrapGenerate: async ({ model, params }) => {
        const call = await open(params)
        try {
          const result = await model.doGenerate({
            ...params,
            maxOutputTokens: call.maxOutputTokens,
          })
          call.report(result.usage)
          return result
        } finally {
          await call.close()
        }
      },
      wrapStream: async ({ model, params }) => {
        const call = await open(params)
        try {
          const result = await model.doStream({ ...params, maxOutputTokens: call.maxOutputTokens })
          return { ...result, stream: closing(result.stream, call) }
        } catch (error) {
          await call.close()
          throw error
        }
      },
    },
  })

  return {
    model,
    end: async () => {
      if (calls.length === 0) await release(db(), { userId, operationKey: first.operationKey })
      const closed = await Promise.all(calls.map((call) => call.close()))
      return closed.filter((charge) => charge !== undefined)
    },
  }
}

/**
 * Passes a call's parts on and closes the call once: on finish, end without finish, read error or cancel. An error part is
 * passed on only when the call is closed, so that who reports it knows what was charged.
 */
function closing(
  parts: ReadableStream<LanguageModelV4StreamPart>,
  call: OpenCall,
): ReadableStream<LanguageModelV4StreamPart> {
  const reader = parts.getReader()
  const errors: LanguageModelV4StreamPart[] = []

  /** The next part that may be passed on; `undefined` at the end. */
  async function next(): Promise<LanguageModelV4StreamPart | undefined> {
    while (true) {
      const { done, value } = await reader.read()
      if (done) return undefined
      call.see(value)
      if (value.type !== 'error') return value
      errors.push(value)
    }
  }
  return new ReadableStream<LanguageModelV4StreamPart>(
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
