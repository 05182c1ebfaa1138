import 'server-only'
import { clock } from '@/lib/clock'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import type { Prisma } from '@/prisma/generated/client'
import { typedTool } from '../tools/typed-tool'
import type { ActionDefinition } from './define'
import { viewOf, type AnyProposal, type Proposal } from './view'

/** How long a card can be confirmed. */
const VALID_MINUTES = 15

export const expiry = (): Date => new Date(clock.real().getTime() + VALID_MINUTES * 60_000)

/** Where a proposal is made: the answer of whose chat. Comes from the session and the request, never from the model. */
export type Place = { userId: string; chatId: string; answerId: string }

/** It cannot be proposed, and why: nothing is kept. */
export type Refused = { refused: string }

/** Why something cannot be done now, when that is the user's to know; anything else is thrown on. */
export function refusalOf(error: unknown): string {
  if (error instanceof AppError && !error.worthLogging) return error.message
  throw error
}

/** An action as a tool of the assistant's: it works out what would happen, writes it down for the user's card, and does nothing. */
export const proposing = <
  Action extends string,
  Input,
  Preview extends object,
  Outcome extends object,
>(
  action: Action,
  definition: ActionDefinition<Input, Preview, Outcome>,
  place: Place,
) =>
  typedTool({
    description: definition.description,
    inputSchema: definition.inputSchema,
    execute: async (
      input: Input,
      { toolCallId },
    ): Promise<Proposal<Action, Preview, Outcome> | Refused> => {
      let preview: Preview
      try {
        preview = await definition.preview(place.userId, input)
      } catch (error) {
        return { refused: refusalOf(error) }
      }
      const proposed = await keep(action, { ...place, toolCallId, input, preview })
      return proposed as Proposal<Action, Preview, Outcome>
    },
  })

async function keep(
  action: string,
  made: Place & { toolCallId: string; input: unknown; preview: object },
): Promise<AnyProposal> {
  const { userId, chatId, answerId: messageId, toolCallId, input, preview } = made
  const row = await db().chatAction.create({
    data: {
      userId,
      chatId,
      messageId,
      toolCallId,
      action,
      createdAt: clock.real(),
      expiresAt: expiry(),
      input: input as Prisma.InputJsonValue,
      preview: preview as Prisma.InputJsonValue,
    },
  })
  return viewOf(row)
}
