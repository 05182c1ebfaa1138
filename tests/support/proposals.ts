import '@/tests/support/signed-in'
import { randomUUID } from 'node:crypto'
import type { PrismaClient } from '@/prisma/generated/client'
import type { ActionName } from '@/lib/ai/tools/actions'
import type { AnyProposal } from '@/lib/ai/approvals/view'
import { signedInAs } from '@/tests/support/signed-in'

type Execute = (input: object, call: { toolCallId: string }) => Promise<unknown>

/** A chat of a user's with one answer that is being written, in which tools are called as a model would call them. */
export async function conversation(db: PrismaClient, userId: string) {
  const { assistantTools } = await import('@/lib/ai/tools')
  const actions = await import('@/lib/ai/approvals/actions')
  const { loadChat } = await import('@/lib/ai/chats')
  const chatId = randomUUID()
  const answerId = `${randomUUID()}-answer`
  await db.chat.create({ data: { id: chatId, userId, title: 'A chat' } })
  await db.chatMessage.create({
    data: { id: answerId, chatId, userId, role: 'assistant', parts: [], metadata: {} },
  })
  const parts: object[] = []

  /** What a tool answers; kept in the message like the end of a stream does. `undefined`: it is not offered. */
  async function call(name: string, input: object = {}, toolCallId: string = randomUUID()) {
    const tools = await assistantTools({ userId, chatId, answerId })
    const tool = (tools as unknown as Record<string, { execute: Execute } | undefined>)[name]
    if (!tool) return undefined
    const output = await tool.execute(input, { toolCallId })
    parts.push({ type: `tool-${name}`, toolCallId, state: 'output-available', input, output })
    await db.chatMessage.update({
      where: { userId_id: { userId, id: answerId } },
      data: { parts: JSON.parse(JSON.stringify(parts)) },
    })
    return output
  }

  return {
    chatId,
    answerId,
    call,
    /** The card that a call leads to. */
    async propose(name: ActionName, input: object = {}): Promise<AnyProposal> {
      const output = await call(name, input)
      if (!output || !('token' in (output as object)))
        throw new Error(`${name} was not proposed: ${JSON.stringify(output)}`)
      return output as AnyProposal
    },
    /** The proposals of the chat as a reload, another tab and the model's next turn have them. */
    async shown(): Promise<AnyProposal[]> {
      const chat = await loadChat(userId, chatId)
      return (chat?.messages ?? []).flatMap((message) =>
        message.parts.flatMap((part) => ('output' in part ? [part.output as AnyProposal] : [])),
      )
    },
    confirm: (
      { id, token, ...proposal }: Pick<AnyProposal, 'id' | 'token' | 'chatId'>,
      choice?: string,
      as: string | null = userId,
    ) =>
      signedInAs(as, () =>
        actions.confirmProposalAction({
          id,
          token,
          chatId: proposal.chatId,
          ...(choice !== undefined && { choice }),
        }),
      ),
    decline: ({ id, token, chatId }: AnyProposal) =>
      signedInAs(userId, () => actions.declineProposalAction({ id, token, chatId })),
    renew: ({ id, token, chatId }: AnyProposal) =>
      signedInAs(userId, () => actions.renewProposalAction({ id, token, chatId })),
  }
}
