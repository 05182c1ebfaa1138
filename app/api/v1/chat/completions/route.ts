import { answerChatCompletion } from '@/lib/api/chat'
import { apiRoute } from '@/lib/api/route'

// Where OpenAI's client looks for it; the same as /api/v1/chat.
export const maxDuration = 150

export const POST = apiRoute('chat', answerChatCompletion)
