import { release, reserve, settle } from '@/lib/credits'
import { credits } from '@/lib/credits/unit'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'

export async function transcribe(userId: string, requestId: string, audio: Blob) {
  const key = { userId, operationKey: `transcribe:${requestId}` }
  const minutes = Math.ceil(audio.size / 1_000_000)
  const { outcome } = await reserve(db(), {
    ...key,
    requestHash: `${audio.size}`,
    amount: credits(minutes * 2),
    ttlSeconds: 300,
  })
  if (outcome !== 'held') throw new AppError('insufficient_credits', 'Nothing was charged.')
  try {
    const { text, seconds } = await speechToText(audio)
    await settle(db(), { ...key, actual: credits(Math.ceil(seconds / 30)) })
    return text
  } catch (error) {
    await release(db(), key)
    throw error
  }
}

declare function speechToText(audio: Blob): Promise<{ text: string; seconds: number }>
