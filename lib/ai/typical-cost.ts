import 'server-only'
import type { MicroCredits } from '@/lib/credits/unit'
import { AppError } from '@/lib/errors'
import { costOf, priceOf } from '@/lib/metering'
import { assistantModel } from './models'

/** A question that needs one tool: two model calls, most of it the instructions and tools that go in. */
const TYPICAL = { inputTokens: 2_000, cachedTokens: 0, outputTokens: 150 }

/** What a typical question costs at today's price, in micro-credits; `null` while the model has none. */
export async function typicalCost(): Promise<MicroCredits | null> {
  try {
    return costOf(await priceOf('chat', assistantModel), TYPICAL)
  } catch (error) {
    if (error instanceof AppError && error.code === 'unpriced_model') return null
    throw error
  }
}
