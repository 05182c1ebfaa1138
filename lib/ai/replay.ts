import 'server-only'
import {
  createUIMessageStream,
  createUIMessageStreamResponse,
  isToolUIPart,
  type InferUIMessageChunk,
  type UIMessage,
} from 'ai'
import type { AnswerMetadata } from './messages'

type Message = UIMessage<AnswerMetadata>
type Chunk = InferUIMessageChunk<Message>

/** An answer that was given before, as a stream that looks like the first one. Costs nothing. */
export function replayResponse(
  id: string,
  parts: Message['parts'],
  messageMetadata: AnswerMetadata,
): Response {
  const stream = createUIMessageStream<Message>({
    execute: ({ writer }) => {
      writer.write({ type: 'start', messageId: id, messageMetadata })
      parts.flatMap(chunksOf).forEach((chunk) => writer.write(chunk))
      writer.write({ type: 'finish', messageMetadata })
    },
  })
  return createUIMessageStreamResponse({ stream, headers: { 'x-replayed': 'true' } })
}

function chunksOf(part: Message['parts'][number], index: number): Chunk[] {
  const id = String(index)
  if (part.type === 'step-start') return [{ type: 'start-step' }]
  if (part.type === 'text')
    return [
      { type: 'text-start', id },
      { type: 'text-delta', id, delta: part.text },
      { type: 'text-end', id },
    ]
  if (!isToolUIPart(part) || part.state !== 'output-available') return []
  const { toolCallId, input, output } = part
  const toolName = part.type.slice('tool-'.length)
  return [
    { type: 'tool-input-available', toolCallId, toolName, input },
    { type: 'tool-output-available', toolCallId, output },
  ]
}
