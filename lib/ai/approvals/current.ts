import 'server-only'
import { isToolUIPart } from 'ai'
import { db } from '@/lib/db'
import type { ChatAction } from '@/prisma/generated/client'
import type { AssistantMessage } from '../messages'
import { actionNamed } from '../tools/actions'
import { isProposal } from './told'
import { viewOf, type AnyProposal } from './view'

/**
 * Messages with their proposals as they stand now. What a message keeps of a proposal is how it was when it was made; what has
 * become of it is said by its row alone, so it is true on a reload, in another tab and to the model, whichever was first: the
 * click, or the end of the answer that proposes it.
 */
export async function withProposals(
  userId: string,
  chatId: string,
  messages: readonly AssistantMessage[],
): Promise<AssistantMessage[]> {
  const some = messages.some(({ parts }) => parts.some((part) => proposalIn(part) !== undefined))
  const rows = some ? await db().chatAction.findMany({ where: { userId, chatId } }) : []
  const views = new Map(
    await Promise.all(rows.map(async (row) => [row.id, await followed(row)] as const)),
  )
  return messages.map((message) => ({
    ...message,
    parts: message.parts.map((part) => {
      const view = views.get(proposalIn(part)?.id ?? '')
      return view ? ({ ...part, output: view } as typeof part) : part
    }),
  }))
}

type Part = AssistantMessage['parts'][number]

const proposalIn = (part: Part) =>
  isToolUIPart(part) && part.state === 'output-available' && isProposal(part.output)
    ? part.output
    : undefined

async function followed(row: ChatAction): Promise<AnyProposal> {
  const view = viewOf(row)
  const definition = actionNamed(row.action)
  if (!view.outcome || !definition?.follow) return view
  return { ...view, outcome: await definition.follow(row.userId, view.outcome) }
}
