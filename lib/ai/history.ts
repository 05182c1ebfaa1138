import 'server-only'
import { convertToModelMessages, isToolUIPart, type ModelMessage } from 'ai'
import { told } from './approvals/told'
import { fileParts } from './files/model-parts'
import type { AssistantMessage } from './messages'

/** How much of a chat is sent along with a question: its end, in bytes of the stored messages. */
const HISTORY_BYTES = 8_000

/**
 * What the model is shown of a chat: the last messages that fit, from a question on, without the answers that never came. Files
 * are read from this user's chat.
 */
export async function historyFor(
  chat: { userId: string; chatId: string },
  messages: readonly AssistantMessage[],
): Promise<ModelMessage[]> {
  const kept: AssistantMessage[] = []
  let size = 0
  for (const { parts, ...rest } of messages.toReversed()) {
    if (parts.length === 0) continue
    const message = { ...rest, parts: parts.map(shownToModel) }
    size += Buffer.byteLength(JSON.stringify(message.parts))
    if (size > HISTORY_BYTES && kept.length > 0) break
    kept.unshift(message)
  }
  while (kept[0]?.role === 'assistant') kept.shift()
  const partOf = await fileParts(chat, kept)
  return convertToModelMessages<AssistantMessage>(kept, {
    ignoreIncompleteToolCalls: true,
    convertDataPart: (part) => (part.type === 'data-file' ? partOf(part.data) : undefined),
  })
}

/** A tool's output is kept as the card shows it; a model is told less. */
const shownToModel = (part: AssistantMessage['parts'][number]) =>
  isToolUIPart(part) && part.state === 'output-available'
    ? ({ ...part, output: told(part.output) } as unknown as typeof part)
    : part
