import 'server-only'
import { z } from 'zod'
import { MESSAGE_FILES } from './files/limits'
import { QUESTION_LIMIT } from './messages'

const id = z.string().regex(/^[\w-]{8,64}$/, 'is not a usable id')

/** The body of `POST /api/chat`: the chat and the one new question; the history is the server's. */
export const chatRequest = z.strictObject({
  id: z.uuid(),
  message: z.strictObject({
    id,
    role: z.literal('user'),
    parts: z
      .array(
        z.strictObject({
          type: z.literal('text'),
          text: z
            .string()
            .trim()
            .min(1, 'The message is empty.')
            .max(QUESTION_LIMIT, `A message has at most ${QUESTION_LIMIT} characters.`),
        }),
      )
      .length(1, 'A message is one text.'),
    /** Ids of files that were attached in this chat. */
    files: z
      .array(z.uuid())
      .max(MESSAGE_FILES, `A message takes ${MESSAGE_FILES} files.`)
      .default([]),
  }),
  /** Left out: the one the chat had last. Which there are, and for whom, is `requireModel`'s to say. */
  model: z.string().max(100).optional(),
  /** A fresh id: answer this last question once more, as a new, separately paid request. */
  regenerate: id.optional(),
  /** An earlier question of this chat that this one takes the place of: it goes, and all that came after it. */
  replaces: id.optional(),
})

export type ChatRequest = z.output<typeof chatRequest>
