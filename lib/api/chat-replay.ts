import 'server-only'
import { chunks, costHeaders, sseDone, sseEvent, sseHeaders, toCompletion } from './chat-render'
import type { KeptAnswer } from './chat-render'
import type { ChatRequest } from './chat-schema'

const replayed = { 'idempotent-replayed': 'true' }

/** The first answer once more, as the request had it: whole or as a stream. Costs nothing. */
export function replayAnswer({ text, end, ...head }: KeptAnswer, body: ChatRequest): Response {
  if (!body.stream) {
    if ('error' in end) return Response.json(end.error, { status: 502, headers: replayed })
    const headers = { ...costHeaders(end), ...replayed }
    return Response.json(toCompletion(head, text, end), { headers })
  }
  const chunk = chunks(head, body.stream_options?.include_usage === true)
  const events = [
    chunk.first(),
    chunk.text(text),
    ...('error' in end ? [end.error] : chunk.last(end)),
  ].map(sseEvent)
  return new Response([...events, ...('error' in end ? [] : [sseDone])].join(''), {
    headers: { ...sseHeaders, ...replayed },
  })
}
