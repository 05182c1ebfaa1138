import type { InferUITools, UIMessage } from 'ai'
import type { Balance } from '@/lib/credits'
import type { ErrorBody } from '@/lib/errors'
import type { Feedback } from './feedback'
import type { FileData } from './files/limits'
import type { AssistantTools } from './tools'

/** The longest question, in characters. The composer counts against it, the route refuses beyond it. */
export const QUESTION_LIMIT = 4_000

/** `streaming`: being written now; `partial`: stopped or broken off, what there is was paid for; `failed`: nothing came. */
export type AnswerStatus = 'streaming' | 'complete' | 'partial' | 'failed'

/** What one model call cost, in micro-credits. */
export type StepCost = { step: number; cost: number; model: string }

/**
 * What is kept with an answer and shown under it. `cost` in micro-credits over all of its model calls. `model` was asked for;
 * `answeredBy` wrote the last of it, another model or provider where that one failed. Older answers name neither.
 */
export type AnswerMetadata = {
  requestId: string
  status: AnswerStatus
  model?: string
  answeredBy?: { model: string; provider: string }
  cost: number
  calls: number
  /** Each call that was charged, by the step it was made for. Older answers do not say. */
  steps?: StepCost[]
  inputTokens: number
  outputTokens: number
  cachedTokens?: number
  reasoningTokens?: number
  /** The provider named no usage for some call, so that one was charged by estimate. */
  estimated?: boolean
  error?: Pick<ErrorBody, 'code' | 'message'>
  /** What its reader thought of it; kept beside the answer. */
  feedback?: Feedback
}

/** Sent while an answer streams, not kept: the balance after each hold and charge, and what the answer has cost so far. */
export type BalanceData = { balance: Balance & { userId: string }; cost: number; steps: StepCost[] }

export type AssistantMessage = UIMessage<
  AnswerMetadata,
  { balance: BalanceData; file: FileData },
  InferUITools<AssistantTools>
>
