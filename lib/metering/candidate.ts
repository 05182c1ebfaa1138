import 'server-only'
import type { LanguageModelV4 } from '@ai-sdk/provider'
import type { Price } from './prices'

/** Who may be asked for an answer: a model at a provider, at its own price. */
export type Candidate = {
  model: LanguageModelV4
  /** As in the price table. */
  id: string
  /** For people. */
  name: string
  provider: string
  price: Price
  /** In tokens: what goes in and comes out together, and what may come out. */
  limits: { context: number; output: number }
}

/** At least one; the next is asked when one fails before it has put out anything. */
export type Candidates = readonly [Candidate, ...Candidate[]]
