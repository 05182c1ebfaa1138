import 'server-only'
import { createHash } from 'node:crypto'
import { requireFeature } from '@/lib/entitlements'
import { AppError } from '@/lib/errors'
import { readJson } from '@/lib/http'
import { consumeAMinute } from '@/lib/rate-limit'
import { spanning, type Span } from '@/lib/trace'
import { firstCallKey, holdWorstCase, tokenBound } from '@/lib/metering'
import { outputTokens, runAssistant, type TimeLimits } from './assistant'
import { withProposals } from './approvals/current'
import { loadChat, modelOfChat } from './chats'
import { filesOf } from './files/store'
import { historyFor } from './history'
import { instructions } from './instructions'
import type { AssistantMessage } from './messages'
import { requireModel } from './models'
import { paidAnswer } from './paid-answer'
import { replayResponse } from './replay'
import { chatRequest } from './request'
import { stopRequested } from './stop'
import { assistantTools, toolDefinitions } from './tools'
import { beginTurn, finishTurn, identifyTurn, TURN_SECONDS, type Turn } from './turns'

const BODY_LIMIT = 64 * 1024

/**
 * Answers one chat request of a signed-in user. The answer is paid for call by call, and the first call is reserved before
 * there is a response: out of credits is a 402 and leaves nothing behind. Once begun, the answer is written and kept even
 * when its reader goes away; `inBackground` is told what to wait for then. Stopping is a request of its own (`stop.ts`).
 *
 * Throws `AppError`: bad_request, unsupported_media_type, payload_too_large, not_found, conflict, rate_limited, forbidden,
 * account_frozen, insufficient_credits, unpriced_model.
 */
export function answerChat(options: AnswerOptions): Promise<Response> {
  return spanning('chat turn', { operation: 'chat' }, (span) => beginAnswer(options, span))
}

type AnswerOptions = {
  user: { id: string }
  request: Request
  inBackground: (work: Promise<void>) => void
  timeout?: TimeLimits
}

async function beginAnswer(options: AnswerOptions, span: Span): Promise<Response> {
  const { user, request } = options
  const body = await readJson(request, chatRequest, BODY_LIMIT)
  const asked = body.model ?? (await modelOfChat(user.id, body.id))
  const { turn, answered } = await identifyTurn(user.id, body, asked)
  span.set({ request_id: turn.requestId, chat_id: turn.chatId, model: turn.model })
  if (answered) {
    if (body.model && answered.metadata.model && body.model !== answered.metadata.model)
      throw new AppError('conflict', 'This message id was asked of another model before.')
    span.set({ outcome: 'replayed' })
    span.end()
    const { answerId: id, chatId } = turn
    const kept: AssistantMessage = { id, role: 'assistant', parts: answered.parts }
    const [{ parts } = kept] = await withProposals(user.id, chatId, [kept])
    return replayResponse(id, parts, answered.metadata)
  }

  const entitlements = await requireFeature(user.id, 'assistant')
  const { limits } = entitlements
  await consumeAMinute(`chat:${user.id}`, limits.requests_per_minute)

  const { candidates } = await requireModel(entitlements, turn.model)
  const tools = await assistantTools(turn)
  const question = await questionOf(turn)
  const history = await historyFor(turn, await messagesOf(turn, question))
  const call = {
    userId: user.id,
    requestHash: hashOf(turn),
    output: outputTokens,
    ttlSeconds: TURN_SECONDS,
  }
  const key = turn.run === 0 ? `chat:${turn.requestId}` : `chat:${turn.requestId}~${turn.run}`
  const inputTokens = tokenBound(instructions, history, await toolDefinitions(tools))
  const first = await beginTurn(turn, question, limits, (tx) =>
    holdWorstCase(tx, {
      ...call,
      candidate: candidates[0],
      operationKey: firstCallKey(key),
      inputTokens,
    }),
  )

  return paidAnswer({
    turn,
    metering: {
      ...call,
      candidates,
      key,
      detail: { operation: 'chat', requestId: turn.requestId, chatId: turn.chatId },
    },
    first,
    request,
    inBackground: options.inBackground,
    timeout: options.timeout,
    stopRequested: () => stopRequested(turn),
    run: (paid) => runAssistant({ ...paid, history, tools }),
    keep: (parts, metadata) => finishTurn(turn, parts, metadata),
    span,
  })
}

/** The question as it is kept: its text and what its files are; their contents are read for the model only. */
async function questionOf(turn: Turn): Promise<AssistantMessage> {
  const { id, text, files } = turn.question
  return {
    id,
    role: 'user',
    parts: [
      { type: 'text', text },
      ...(await filesOf(turn, files)).map((data) => ({ type: 'data-file' as const, data })),
    ],
  }
}

/** The end of the chat, up to and with the turn's question: more messages than a model is ever shown. */
async function messagesOf(turn: Turn, question: AssistantMessage): Promise<AssistantMessage[]> {
  const chat = await loadChat(turn.userId, turn.chatId, { last: 300 })
  const kept = chat?.messages ?? []
  const place = turn.replaces ?? turn.question.id
  const asked = kept.findIndex((message) => message.id === place)
  return [...(asked === -1 ? kept : kept.slice(0, asked)), question]
}

/** What a request asks for: the same key with another hash is refused by the ledger. */
const hashOf = ({ chatId, question }: Turn) =>
  createHash('sha256')
    .update(JSON.stringify([chatId, question]))
    .digest('hex')
