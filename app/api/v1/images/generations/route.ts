import { answerImages } from '@/lib/api/images'
import { apiRoute } from '@/lib/api/route'

// Where OpenAI's client looks for it; the same as /api/v1/images.
export const maxDuration = 200

export const POST = apiRoute('images', answerImages)
