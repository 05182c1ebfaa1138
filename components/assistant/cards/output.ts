import type { AssistantMessage } from '@/lib/ai/messages'
import type { AnyProposal } from '@/lib/ai/approvals/view'

type ToolPart = Extract<AssistantMessage['parts'][number], { type: `tool-${string}` }>
type Whole<Part> = Extract<Part, { state: 'output-available' }>

/** What a tool of the assistant answers, by the tool's name. */
export type OutputOf<Name extends string> =
  Whole<Extract<ToolPart, { type: `tool-${Name}` }>> extends { output: infer Output }
    ? Output
    : never

/** A proposal of the assistant's, by the tool's name. */
export type ProposalOf<Name extends string> = Extract<OutputOf<Name>, AnyProposal>
