import 'server-only'
import {
  createUIMessageStream,
  toUIMessageStream,
  type InferUIMessageChunk,
  type InferUITools,
  type TextStreamPart,
  type ToolSet,
  type UIMessage,
} from 'ai'
import type { Balance } from '@/lib/credits'
import type { ErrorBody } from '@/lib/errors'
import { log } from '@/lib/log'
import type { Charge, MeteredModel } from '@/lib/metering'
import type { Span } from '@/lib/trace'
import { describeFailure, reportFailure } from './failure'
import type { AnswerMetadata, AnswerStatus, BalanceData } from './messages'

/** The request that an answer belongs to. */
type Asked = { userId: string; requestId: string; answerId: string; model: string }

/** What is streamed: an answer with the tools it was given. */
type AnswerMessage<Tools extends ToolSet> = UIMessage<
  AnswerMetadata,
  { balance: BalanceData },
  InferUITools<Tools>
>

/** What an answer has been charged so far; the stream listens to it. */
export class Tally {
  readonly charges: Charge[] = []
  /** Hears the balance after each hold and each charge. */
  listener: ((balance: Balance) => void) | undefined

  readonly hold = (balance: Balance): void => this.listener?.(balance)

  readonly add = (charge: Charge): void => {
    this.charges.push(charge)
    this.listener?.(charge.balance)
  }

  /** Micro-credits. */
  get cost(): number {
    return this.charges.reduce((sum, charge) => sum + charge.amount, 0)
  }

  get steps(): { step: number; cost: number; model: string }[] {
    return this.charges.map(({ step, amount, model }) => ({ step, cost: amount, model }))
  }

  metadata({ requestId, model }: Asked, status: AnswerStatus) {
    const sum = (of: (charge: Charge) => number) =>
      this.charges.reduce((total, charge) => total + of(charge), 0)
    const last = this.charges.at(-1)
    return {
      requestId,
      status,
      model,
      ...(last && { answeredBy: { model: last.model, provider: last.provider } }),
      cost: this.cost,
      calls: this.charges.length,
      steps: this.steps,
      inputTokens: sum((charge) => charge.usage.inputTokens),
      outputTokens: sum((charge) => charge.usage.outputTokens),
      cachedTokens: sum((charge) => charge.usage.cachedTokens),
      reasoningTokens: sum((charge) => charge.usage.reasoningTokens ?? 0),
      ...(this.charges.some((charge) => charge.estimated) && { estimated: true }),
    } satisfies AnswerMetadata
  }
}

const TIMED_OUT = new Error('timed out')

export type AnswerStreamOptions<Tools extends ToolSet> = {
  turn: Asked
  result: { stream: ReadableStream<TextStreamPart<Tools>> }
  /** Stores what came of it. */
  keep: (parts: AnswerMessage<Tools>['parts'], metadata: AnswerMetadata) => Promise<void>
  metered: MeteredModel
  tally: Tally
  /** The balance after the first hold. */
  held: Balance
  stopped: AbortSignal
  ended: () => void
  /** Of the whole turn: told how it came out. */
  span: Span
}

/**
 * The answer as the client's stream: its parts, the balance after each hold and charge, and in the end what it cost. Whatever way it
 * ends, the holds are closed and what there is of the answer is kept before the stream closes. `ended` is called last.
 */
export function answerStream<Tools extends ToolSet>(
  options: AnswerStreamOptions<Tools>,
): ReadableStream<InferUIMessageChunk<AnswerMessage<Tools>>> {
  type Message = AnswerMessage<Tools>
  type Chunk = InferUIMessageChunk<Message>
  const { turn, result, metered, tally, stopped } = options
  let failure: ErrorBody | undefined

  const onError = (error: unknown): string => {
    reportFailure(turn.requestId, error)
    return JSON.stringify(describeFailure(error, tally.cost).toBody())
  }

  // The SDK reports a time-out like a stop: as an abort. Only one of them is what the user wanted.
  const withFailures = new TransformStream<Chunk, Chunk>({
    async transform(chunk, controller) {
      let passed = chunk
      if (chunk.type === 'abort' && !stopped.aborted) {
        await metered.end()
        passed = { type: 'error', errorText: onError(TIMED_OUT) }
      }
      if (passed.type === 'error') failure ??= JSON.parse(passed.errorText) as ErrorBody
      controller.enqueue(passed)
    },
  })

  const keep = async (parts: Message['parts']) => {
    await metered.end()
    const came = parts.some((part) => part.type !== 'step-start') || tally.cost > 0
    const whole = failure === undefined && !stopped.aborted
    const status = whole ? 'complete' : came ? 'partial' : 'failed'
    options.span.set({ outcome: status, 'credits.captured': tally.cost, error: failure?.code })
    await options.keep(parts, {
      ...tally.metadata(turn, status),
      ...(failure && { error: { code: failure.code, message: failure.message } }),
    })
  }

  return createUIMessageStream<Message>({
    generateId: () => turn.answerId,
    // A stream that broke, instead of one that says it failed: the connection to the provider was lost.
    onError: (error) => {
      const text = onError(error)
      failure ??= JSON.parse(text) as ErrorBody
      return text
    },
    execute: ({ writer }) => {
      tally.listener = (balance) =>
        writer.write({
          type: 'data-balance',
          data: {
            balance: { ...balance, userId: turn.userId },
            cost: tally.cost,
            steps: tally.steps,
          },
          transient: true,
        })
      tally.hold(options.held)
      const chunks = toUIMessageStream<Tools, Message>({
        stream: result.stream,
        sendReasoning: false,
        generateMessageId: () => turn.answerId,
        onError,
        messageMetadata: ({ part }) => {
          if (part.type === 'start') return tally.metadata(turn, 'streaming')
          if (part.type !== 'finish') return undefined
          const status = part.finishReason === 'error' ? 'partial' : 'complete'
          return tally.metadata(turn, status)
        },
      })
      writer.merge(chunks.pipeThrough(withFailures))
    },
    onEnd: async ({ responseMessage }) => {
      try {
        await keep(responseMessage.parts)
      } catch (error) {
        log.error({ err: error, requestId: turn.requestId }, 'an answer could not be kept')
        throw error
      } finally {
        options.ended()
      }
    },
  })
}
