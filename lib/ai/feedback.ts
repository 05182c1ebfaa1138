import 'server-only'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'

export const verdicts = ['up', 'down'] as const

/** What a reader thought of an answer. */
export type Feedback = { verdict: (typeof verdicts)[number]; comment: string | null }

/**
 * Keeps what a user thinks of an answer of their own, in place of what they thought before; `null` takes it back. Throws
 * `not_found` for an answer that is not there, not theirs, still being written, or never came.
 */
export async function rateAnswer(
  userId: string,
  { chatId, messageId, feedback }: { chatId: string; messageId: string; feedback: Feedback | null },
): Promise<void> {
  const { count } = await db().chatMessage.updateMany({
    where: {
      userId,
      chatId,
      id: messageId,
      role: 'assistant',
      status: { in: ['complete', 'partial'] },
    },
    data: { verdict: feedback?.verdict ?? null, comment: feedback?.comment ?? null },
  })
  if (count === 0) throw new AppError('not_found', 'There is no such answer.')
}
