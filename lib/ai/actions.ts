'use server'

import { z } from 'zod'
import { userAction } from '@/lib/action'
import { deleteRun } from './agent/runs'
import { deleteChat, renameChat } from './chats'
import { rateAnswer, verdicts } from './feedback'
import { deleteImage } from './image-store'

const chat = z.strictObject({ id: z.uuid() })

const renameInput = chat.extend({
  title: z
    .string()
    .trim()
    .min(1, 'A chat needs a name.')
    .max(80, 'A name has at most 80 characters.'),
})

export const renameChatAction = userAction(renameInput, (user, { id, title }) =>
  renameChat(user.id, id, title),
)

export const deleteImageAction = userAction(z.strictObject({ id: z.uuid() }), (user, { id }) =>
  deleteImage(user.id, id),
)

export const deleteReviewAction = userAction(z.strictObject({ id: z.uuid() }), (user, { id }) =>
  deleteRun(user.id, id),
)

export const deleteChatAction = userAction(chat, (user, { id }) => deleteChat(user.id, id))

const rating = z.strictObject({
  chatId: z.uuid(),
  messageId: z.string().max(100),
  feedback: z
    .strictObject({
      verdict: z.enum(verdicts),
      comment: z
        .string()
        .trim()
        .max(1_000, 'A comment has at most 1,000 characters.')
        .transform((text) => text || null)
        .nullable(),
    })
    .nullable(),
})

export const rateAnswerAction = userAction(rating, (user, input) => rateAnswer(user.id, input))
