import { answerFrom } from './answers'
import { describe } from './attachments'
import { argumentsFor } from './arguments'
import { intentsOf, toolFor, type Intent } from './intents'
import type { Conversation, FunctionTool, ResponsesRequest } from './request'
import type { Output } from './response'
import { reviewStep } from './review'
import { smallTalk } from './small-talk'
import { tokenize } from './tokens'
import { essay, poem, writingTask } from './writing'

/** The tools this request allows, and the one it insists on. */
function offered({ tools, tool_choice: choice }: ResponsesRequest): {
  tools: FunctionTool[]
  forced: FunctionTool | undefined
} {
  const all = tools ?? []
  if (choice === 'none') return { tools: [], forced: undefined }
  if (choice === 'required') return { tools: all, forced: all[0] }
  const named =
    typeof choice === 'object' ? all.find(({ name }) => name === choice?.name) : undefined
  return named ? { tools: [named], forced: named } : { tools: all, forced: undefined }
}

type Wanted = { intent: Intent; tool: FunctionTool }

/** At most this many tools serve one question: it is a billing desk, not a search. */
const mostTools = 3

/** The tools that answer the question, each once. */
function wantedTools(intents: Intent[], tools: FunctionTool[]): Wanted[] {
  const wanted = new Map<string, Wanted>()
  for (const intent of intents) {
    const tool = toolFor(intent, tools)
    if (tool && !wanted.has(tool.name)) wanted.set(tool.name, { intent, tool })
  }
  return [...wanted.values()].slice(0, mostTools)
}

/** Exactly this many tokens: cut, or filled up with more on the subject. */
function ofLength(text: string, tokens: number, subject: string): string {
  const enough = `${text}\n\n${essay(subject, tokens)}`
  return tokenize(enough).slice(0, tokens).join('')
}

function textAnswer(
  { question, attachments, results, continued }: Conversation,
  intents: Intent[],
  tools: FunctionTool[],
): string {
  if (results.length > 0) return answerFrom(results, question)
  if (attachments.length > 0) return describe(attachments)
  const task = writingTask(question)
  if (task && intents.length === 0) return (task.isPoem ? poem : essay)(task.subject, task.tokens)
  return smallTalk(question, { continued, intents, tools })
}

/** The scripted mind: calls the tools a question needs, one step after the other, and then answers from their results. */
export function decide(
  request: ResponsesRequest,
  conversation: Conversation,
  outputTokens: number | undefined,
): Output {
  const { question, results } = conversation
  const { tools, forced } = offered(request)
  const review = reviewStep(conversation, tools)
  if (review) return review
  // "Write 300 words about prices" asks for words, not for the price list.
  const intents = writingTask(question)?.explicit ? [] : intentsOf(question, tools)
  const wanted = wantedTools(intents, tools)
  const called = new Set(results.map(({ name }) => name))
  const missing = wanted.map(({ tool }) => tool).filter(({ name }) => !called.has(name))
  const next = missing.length === 0 && forced && results.length === 0 ? [forced] : missing

  if (next.length > 0) {
    const now = request.parallel_tool_calls === false ? next.slice(0, 1) : next
    return {
      type: 'calls',
      calls: now.map((tool) => ({ name: tool.name, arguments: argumentsFor(tool, question) })),
    }
  }
  const text = textAnswer(conversation, intents, tools)
  return {
    type: 'text',
    text:
      outputTokens === undefined
        ? text
        : ofLength(text, outputTokens, writingTask(question)?.subject ?? 'this'),
  }
}
