import { answerImages } from '@/lib/api/images'
import { apiRoute } from '@/lib/api/route'

// As for the page's images: the provider's time limit, and a second provider's after it.
export const maxDuration = 200

export const POST = apiRoute('images', answerImages)
