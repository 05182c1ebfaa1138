import 'server-only'
import type { CompletionEnd } from '@/lib/ai/completion'
import { afterResponse } from '@/lib/after'
import { AppError } from '@/lib/errors'
import { heading, keep, keepFailure, type Answering } from './chat-answering'
import { chunks, sseDone, sseEvent, sseHeaders } from './chat-render'
import { toErrorBody } from './errors'

type Pieces = AsyncGenerator<string, CompletionEnd, undefined>

/**
 * The answer as OpenAI's chunks. What is written is not slowed down by a slow reader: it is no more than one answer. When the
 * reader leaves, the answer ends, unless it has a name.
 */
export async function streamAnswer(answering: Answering, gone: AbortSignal[]): Promise<Response> {
  const left = new AbortController()
  const stopped = AbortSignal.any(answering.named ? [] : [left.signal, ...gone])
  const pieces = answering.completion.stream(answering.held, stopped)
  const begun = await pieces.next().catch(async (error: unknown) => {
    if (error instanceof AppError) await keepFailure(answering, '', error)
    throw error
  })
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const work = write(answering, { pieces, begun }, (event) => {
        if (!left.signal.aborted) controller.enqueue(encoder.encode(event))
      }).then(
        () => left.signal.aborted || controller.close(),
        (error: unknown) => left.signal.aborted || controller.error(error),
      )
      afterResponse(() => work)
    },
    cancel: () => left.abort(),
  })
  return new Response(body, { headers: sseHeaders })
}

/** Writes every event of an answer, and keeps it. Never throws for the model: that is an event too. */
async function write(
  answering: Answering,
  { pieces, begun }: { pieces: Pieces; begun: IteratorResult<string, CompletionEnd> },
  send: (event: string) => void,
): Promise<void> {
  const head = heading(answering)
  const chunk = chunks(head, answering.body.stream_options?.include_usage === true)
  let text = ''
  let next = begun
  send(sseEvent(chunk.first()))
  try {
    while (!next.done) {
      text += next.value
      send(sseEvent(chunk.text(next.value)))
      next = await pieces.next()
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    await keepFailure(answering, text, error)
    return send(sseEvent(toErrorBody(error)))
  }
  // Kept before it is whole for the reader: who sees its end may ask for it again.
  await keep(answering, { ...head, text, end: next.value })
  chunk.last(next.value).forEach((last) => send(sseEvent(last)))
  send(sseDone)
}
