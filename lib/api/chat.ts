import 'server-only'
import { COMPLETION_SECONDS, prepareCompletion, type CompletionMessage } from '@/lib/ai/completion'
import { afterResponse } from '@/lib/after'
import { AppError } from '@/lib/errors'
import type { CallHold } from '@/lib/metering'
import { heading, keep, keepFailure, type Answering } from './chat-answering'
import { costHeaders, toCompletion, type KeptAnswer } from './chat-render'
import { replayAnswer } from './chat-replay'
import { chatRequest, type ChatRequest } from './chat-schema'
import { streamAnswer } from './chat-stream'
import { nameOf } from './idempotency'
import { readInput } from './input'
import { requireApiModel } from './model'
import { beginRequest } from './requests'
import type { ApiCall } from './route'

const BODY_LIMIT = 512 * 1024

const textOf = (content: ChatRequest['messages'][number]['content']): string =>
  typeof content === 'string' ? content : content.map(({ text }) => text).join('')

const toMessage = (message: ChatRequest['messages'][number]): CompletionMessage => ({
  role: message.role === 'developer' ? 'system' : message.role,
  content: textOf(message.content),
})

/**
 * Answers a list of messages, as OpenAI's chat completions do. The first model call is reserved before there is a response, so
 * being out of credits is a 402; a stream begins with its first word, so a model that does not answer is a 502.
 *
 * A client that hangs up stops its answer and pays for what was written. One that sent an `Idempotency-Key` said that it may
 * ask again: then the answer is written to its end and kept for it.
 */
export async function answerChatCompletion(call: ApiCall): Promise<Response> {
  const { request, requestId, user, key, features } = call
  const body = await readInput(request, chatRequest, BODY_LIMIT)
  const named = nameOf(request, 'chat', body)
  const completion = await prepareCompletion({
    userId: user.id,
    features,
    requestId: `req_${requestId}`,
    requestHash: requestId,
    model: requireApiModel(body.model),
    messages: body.messages.map(toMessage),
    maxOutputTokens: body.max_completion_tokens ?? body.max_tokens ?? undefined,
    reasoningEffort: body.reasoning_effort ?? undefined,
    apiKey: { id: key.id, prefix: key.prefix },
  })
  const begun = await beginRequest<CallHold, KeptAnswer>(
    call,
    { named, leaseSeconds: COMPLETION_SECONDS },
    completion.hold,
  )
  if (begun.outcome === 'answered') return replayAnswer(begun.response, body)
  const answering = { call, body, named, completion, held: begun.held }
  // For a client that may ask again the answer outlives its connection.
  const gone = named ? [] : [request.signal]
  return body.stream ? streamAnswer(answering, gone) : wholeAnswer(answering, gone)
}

async function wholeAnswer(answering: Answering, gone: AbortSignal[]): Promise<Response> {
  const work = write(answering, AbortSignal.any(gone))
  afterResponse(() => work.catch(() => {}))
  return work
}

async function write(answering: Answering, stopped: AbortSignal): Promise<Response> {
  const { completion, held } = answering
  const answer = await completion.generate(held, stopped).catch(async (error: unknown) => {
    if (error instanceof AppError) await keepFailure(answering, '', error)
    throw error
  })
  const { text, ...end } = answer
  const head = heading(answering)
  await keep(answering, { ...head, text, end })
  return Response.json(toCompletion(head, text, end), { headers: costHeaders(end) })
}
