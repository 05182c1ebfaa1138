import type { InferUITools, UIMessage } from 'ai'
import type { AnswerMetadata, BalanceData } from '../messages'
import type { AgentTools } from './tools'

/** An agent's work: its steps, each with the tools it used, and the report as the last text. */
export type AgentMessage = UIMessage<
  AnswerMetadata,
  { balance: BalanceData },
  InferUITools<AgentTools>
>

/** A run as it is kept. Days are UTC, both included. */
export type AgentRunView = {
  id: string
  model: string
  from: string
  to: string
  createdAt: string
  parts: AgentMessage['parts']
  metadata: AnswerMetadata
}

/** A line of the list of runs. `cost` in micro-credits. */
export type AgentRunSummary = Pick<AgentRunView, 'id' | 'from' | 'to' | 'createdAt'> & {
  status: AnswerMetadata['status']
  cost: number
}
