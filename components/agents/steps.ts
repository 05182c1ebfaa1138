import { isStaticToolUIPart } from 'ai'
import type { AgentMessage } from '@/lib/ai/agent/messages'
import type { StepCost } from '@/lib/ai/messages'

/** One model call of the agent: what came of it, and what it cost in micro-credits once that is known. */
export type Step = { did: string; model?: string; cost?: number }

type Part = AgentMessage['parts'][number]

const looks: Record<string, string> = {
  'tool-get_spending': 'spending',
  'tool-get_largest_charges': 'largest charges',
  'tool-get_forecast': 'forecast',
  'tool-list_payments': 'payments',
  'tool-get_plan': 'plan',
}

function lookOf(part: Part): string | undefined {
  if (!isStaticToolUIPart(part)) return undefined
  const look = looks[part.type]
  if (part.type !== 'tool-get_spending' || !part.input?.by) return look
  return `${look} by ${part.input.by}`
}

function didIn(parts: Part[]): string {
  const seen = parts.flatMap((part) => lookOf(part) ?? [])
  if (seen.length > 0) return `Looked at ${new Intl.ListFormat('en-GB').format(seen)}`
  return parts.some((part) => part.type === 'text') ? 'Wrote the report' : 'Thinking'
}

/** Takes the parts of a run apart: each step begins with a `step-start`, and the report is the text of the last one. */
export function stepsOf(
  parts: AgentMessage['parts'],
  costs: readonly StepCost[],
): { steps: Step[]; report: string } {
  const groups: Part[][] = []
  for (const part of parts) {
    if (part.type === 'step-start') groups.push([])
    else groups.at(-1)?.push(part)
  }
  const steps = groups.map((group, index): Step => {
    const paid = costs.filter(({ step }) => step === index)
    const model = paid.at(-1)?.model
    return {
      did: didIn(group),
      ...(model && { model }),
      ...(paid.length > 0 && { cost: paid.reduce((sum, { cost }) => sum + cost, 0) }),
    }
  })
  const report = (groups.at(-1) ?? [])
    .map((part) => (part.type === 'text' ? part.text : ''))
    .join('\n\n')
    .trim()
  return { steps, report }
}
