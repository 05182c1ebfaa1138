import 'server-only'
import { createHash } from 'node:crypto'
import { isStepCount, streamText } from 'ai'
import { defaultModel } from '@/lib/catalogue'
import { requireFeature } from '@/lib/entitlements'
import { readJson } from '@/lib/http'
import { firstCallKey, holdWorstCase, tokenBound } from '@/lib/metering'
import { consumeAMinute } from '@/lib/rate-limit'
import { spanning, type Span } from '@/lib/trace'
import type { TimeLimits } from '../assistant'
import { providerOptions, requireModel } from '../models'
import { paidAnswer } from '../paid-answer'
import { replayResponse } from '../replay'
import { guarded } from '../guarded-tools'
import { toolDefinitions } from '../tools'
import { TURN_SECONDS } from '../turns'
import { agentInstructions, agentQuestion } from './instructions'
import { agentRequest } from './request'
import { beginRun, finishRun, identifyRun, runStopRequested } from './runs'
import { agentTools } from './tools'

/** Tokens of one of its calls. A report of 350 words has about 700. */
const outputTokens = { most: 1_600, least: 300 }

/** Its model calls: a handful of looks at the account, and the report. */
const MAX_STEPS = 8

/** Calls of tools that one review may make, and how many of them at a time. */
const toolCalls = { most: 24, atOnce: 3 }

type RunOptions = {
  user: { id: string }
  request: Request
  inBackground: (work: Promise<void>) => void
  timeout?: TimeLimits
}

/**
 * Runs the agent for one review: several model calls with tools, and a report in the end, which is kept. Each call is held and
 * settled by itself under the one request id, so the statement has one line that opens into its calls. The first is reserved
 * before there is a response. Stopped or out of credits midway, the steps so far are kept and paid for.
 *
 * Throws `AppError`: bad_request, forbidden, conflict, rate_limited, unpriced_model, insufficient_credits, account_frozen.
 */
export function runAgent(options: RunOptions): Promise<Response> {
  return spanning('agent turn', { operation: 'agent' }, (span) => begin(options, span))
}

async function begin({ user, request, inBackground, timeout }: RunOptions, span: Span) {
  const body = await readJson(request, agentRequest, 4 * 1024)
  const { turn, done } = await identifyRun(user.id, body, body.model ?? defaultModel)
  span.set({ request_id: turn.requestId, model: turn.model })
  if (done) {
    span.set({ outcome: 'replayed' })
    span.end()
    return replayResponse(turn.answerId, done.parts, done.metadata)
  }
  const entitlements = await requireFeature(user.id, 'agents')
  const { limits } = entitlements
  await consumeAMinute(`agent:${user.id}`, limits.requests_per_minute)

  const { candidates } = await requireModel(entitlements, turn.model, 'agent')
  const tools = agentTools(user.id, turn.period)
  const messages = [{ role: 'user' as const, content: agentQuestion(turn.period) }]
  const call = {
    userId: user.id,
    requestHash: createHash('sha256').update(JSON.stringify(turn.period)).digest('hex'),
    output: outputTokens,
    ttlSeconds: TURN_SECONDS,
  }
  const key = turn.run === 0 ? `agent:${turn.requestId}` : `agent:${turn.requestId}~${turn.run}`
  const first = await beginRun(turn, limits, async (tx) =>
    holdWorstCase(tx, {
      ...call,
      candidate: candidates[0],
      operationKey: firstCallKey(key),
      inputTokens: tokenBound(agentInstructions, messages, await toolDefinitions(tools)),
    }),
  )

  return paidAnswer({
    turn,
    metering: {
      ...call,
      candidates,
      key,
      detail: { operation: 'agent', requestId: turn.requestId },
    },
    first,
    request,
    inBackground,
    timeout,
    stopRequested: () => runStopRequested(turn),
    run: ({ chunkMs, ...paid }) =>
      streamText({
        ...paid,
        instructions: agentInstructions,
        messages,
        tools: guarded(tools, toolCalls.most),
        toolCallConcurrency: toolCalls.atOnce,
        stopWhen: isStepCount(MAX_STEPS),
        maxOutputTokens: outputTokens.most,
        timeout: { chunkMs },
        providerOptions,
        telemetry: { functionId: 'agent' },
        // Reported once, where the stream is turned into the client's.
        onError: () => {},
      }),
    keep: (parts, metadata) => finishRun(turn, parts, metadata),
    span,
  })
}
