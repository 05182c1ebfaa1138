import 'server-only'
import type { MicroCredits } from '@/lib/credits/unit'
import { costOf, type Price } from '@/lib/metering'

/** A question that needs one tool: two model calls, most of it the instructions and tools that go in. */
const TYPICAL = { inputTokens: 2_000, cachedTokens: 0, outputTokens: 150 }

/** What a typical question costs at a price, in micro-credits. */
export const typicalCost = (price: Price): MicroCredits => costOf(price, TYPICAL)
