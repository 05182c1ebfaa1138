import { answerChatCompletion } from '@/lib/api/chat'
import { apiRoute } from '@/lib/api/route'

// An answer may take as long as `COMPLETION_SECONDS` of lib/ai.
export const maxDuration = 150

export const POST = apiRoute('chat', answerChatCompletion)
