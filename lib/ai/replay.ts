import 'server-only'
import {
  createUIMessageStream,
  createUIMessageStreamResponse,
  isToolUIPart,
  type InferUIMessageChunk,
} from 'ai'
import { withProposals } from './approvals/current'
import type { Place } from './approvals/propose'
import type { AnswerMetadata, AssistantMessage } from './messages'

type Chunk = InferUIMessageChunk<AssistantMessage>

/** An answer that was given before, as a stream that looks like the first one. Costs nothing. */
export async function replayResponse(
  { userId, chatId, answerId: id }: Place,
  answered: { parts: AssistantMessage['parts']; metadata: AnswerMetadata },
): Promise<Response> {
  const { metadata: messageMetadata } = answered
  const answer: AssistantMessage = { id, role: 'assistant', parts: answered.parts }
  const parts = (await withProposals(userId, chatId, [answer])).flatMap((message) => message.parts)
  const stream = createUIMessageStream<AssistantMessage>({
    execute: ({ writer }) => {
      writer.write({ type: 'start', messageId: id, messageMetadata })
      parts.flatMap(chunksOf).forEach((chunk) => writer.write(chunk))
      writer.write({ type: 'finish', messageMetadata })
    },
  })
  return createUIMessageStreamResponse({ stream, headers: { 'x-replayed': 'true' } })
}

function chunksOf(part: AssistantMessage['parts'][number], index: number): Chunk[] {
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
