import 'server-only'
import type { TokenOperation } from '@/lib/catalogue'
import type { MicroCredits } from '@/lib/credits/unit'
import { costOf, type Price } from '@/lib/metering'

/**
 * What a typical request takes, most of it the instructions, tools and results that go in: a question that needs one tool, in
 * two model calls; a review, in four.
 */
const TYPICAL = {
  chat: { inputTokens: 2_000, cachedTokens: 0, outputTokens: 150 },
  agent: { inputTokens: 4_500, cachedTokens: 0, outputTokens: 500 },
} as const satisfies Record<TokenOperation, object>

/** What a typical request costs at a price, in micro-credits. */
export const typicalCost = (price: Price, operation: TokenOperation): MicroCredits =>
  costOf(price, TYPICAL[operation])
