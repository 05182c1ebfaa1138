import 'server-only'
import type { LanguageModelV4 } from '@ai-sdk/provider'
import { consumeStream, createUIMessageStreamResponse, type TextStreamPart, type ToolSet } from 'ai'
import type { Balance } from '@/lib/credits'
import { meteredModel, type CallHold, type MeteredModelOptions } from '@/lib/metering'
import { answerStream, Tally, type AnswerStreamOptions } from './answer-stream'
import { timeLimits, type TimeLimits } from './assistant'
import { deadline } from './deadline'
import { stopSignal } from './stop'

/** What the SDK is given for an answer that is paid for. `chunkMs`: how long it may pause between two pieces. */
export type Paid = {
  model: LanguageModelV4
  maxRetries: number
  abortSignal: AbortSignal
  chunkMs: number
}

type Metering = Pick<
  MeteredModelOptions,
  'candidates' | 'userId' | 'key' | 'requestHash' | 'output' | 'ttlSeconds' | 'detail'
>

/**
 * From the first hold to the kept answer, as a response: what `run` begins is held and settled call by call, ends at a time-out
 * or when the user stops it, is written to its end when its reader goes away, and is kept. `inBackground` is told what to wait
 * for, and the span ends with it.
 */
export function paidAnswer<Tools extends ToolSet>({
  metering,
  first,
  request,
  inBackground,
  timeout = timeLimits,
  stopRequested,
  run,
  ...answer
}: Pick<AnswerStreamOptions<Tools>, 'turn' | 'keep' | 'span'> & {
  metering: Metering
  first: CallHold & { balance: Balance }
  request: Request
  inBackground: (work: Promise<void>) => void
  timeout?: TimeLimits | undefined
  stopRequested: () => Promise<boolean>
  run: (paid: Paid) => { stream: ReadableStream<TextStreamPart<Tools>> }
}): Response {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  inBackground(ended)
  void ended.then(() => answer.span.end())
  const stopped = stopSignal(stopRequested, request.signal, ended)
  const tally = new Tally()
  const { totalMs, firstChunkMs, chunkMs } = timeout
  const metered = meteredModel({
    ...metering,
    first,
    firstChunkMs,
    stopped,
    onHold: tally.hold,
    onCharge: tally.add,
  })
  const { model, maxRetries } = metered
  const abortSignal = AbortSignal.any([stopped, deadline(totalMs, ended)])
  const result = run({ model, maxRetries, abortSignal, chunkMs })
  return createUIMessageStreamResponse({
    stream: answerStream<Tools>({
      ...answer,
      result,
      metered,
      tally,
      held: first.balance,
      stopped,
      ended: end,
    }),
    consumeSseStream: consumeStream,
  })
}
