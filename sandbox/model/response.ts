import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SwitchValues } from '../switches'
import { tokenize } from './tokens'
import type { EventBody, Item, ResponseEvent, ResponseObject, Spoken } from './wire'

/** What the assistant decided to say: some text, or calls of tools. */
export type Output =
  | { type: 'text'; text: string }
  | { type: 'calls'; calls: { name: string; arguments: Record<string, unknown> }[] }

export type Generation = {
  model: string
  output: Output
  inputTokens: number
  /** Of the input: read lately, and so not again. */
  cachedTokens: number
  /** Thought before the first word: output that nobody sees. */
  reasoningTokens: number
  maxOutputTokens: number
  mode: SwitchValues['model']['mode']
  /** Asked at every token: the speed may be changed while it types. */
  msPerToken(): number
  /** The client left: stop writing. */
  signal: AbortSignal
  /** Cuts the connection without a closing word, behind what was written. */
  hangUp(): void
}

const newId = (prefix: string) => `${prefix}_${randomBytes(16).toString('hex')}`

/** Why the writing ended before all was said. */
type End = 'complete' | 'limit' | 'failed' | 'gone'

/** A short think before the first word, as long as this many tokens take. */
const firstTokenDelay = 12
/** It thinks so much faster than it writes. */
const thoughtsPerToken = 8
/** How far a broken answer gets before it breaks. */
const breaksAfter = 12

const itemsOf = (output: Output): { item: Spoken; tokens: string[] }[] =>
  output.type === 'text'
    ? [
        {
          item: {
            type: 'message',
            id: newId('msg'),
            status: 'in_progress',
            role: 'assistant',
            content: [],
          },
          tokens: tokenize(output.text),
        },
      ]
    : output.calls.map((call) => ({
        item: {
          type: 'function_call',
          id: newId('fc'),
          status: 'in_progress',
          call_id: newId('call'),
          name: call.name,
          arguments: '',
        },
        tokens: tokenize(JSON.stringify(call.arguments)),
      }))

/**
 * The events of one response, in the provider's order. Ends without a closing event only when the connection is gone.
 * Source of the order: OpenAI's API reference, "Streaming events" of the Responses API.
 */
export async function* generate(generation: Generation): AsyncGenerator<ResponseEvent> {
  const { model, maxOutputTokens, mode, signal } = generation
  const id = newId('resp')
  const createdAt = Math.floor(Date.now() / 1000)
  const items = itemsOf(generation.output)
  const total = items.reduce((sum, { tokens }) => sum + tokens.length, 0)
  const breakAt = mode === 'normal' ? Infinity : Math.min(breaksAfter, Math.ceil(total / 2))
  const written: Item[] = []
  let sequence = 0
  let count = 0

  let thought = 0

  const event = (body: EventBody): ResponseEvent => ({ ...body, sequence_number: sequence++ })
  const response = (rest: Partial<ResponseObject>): ResponseObject => ({
    id,
    object: 'response',
    created_at: createdAt,
    status: 'in_progress',
    model,
    output: [],
    usage: null,
    error: null,
    incomplete_details: null,
    ...rest,
  })

  /** Waits for the next token's time; says why there will be none. */
  const next = async (): Promise<End | undefined> => {
    if (thought + count >= maxOutputTokens) return 'limit'
    if (count >= breakAt) {
      if (mode === 'fail_midway') return 'failed'
      if (mode === 'hang_up') generation.hangUp()
      if (mode === 'stall') await untilAborted(signal)
      return 'gone'
    }
    const ms = generation.msPerToken() * (count === 0 ? firstTokenDelay : 1)
    if (ms > 0) await sleep(ms, undefined, { signal }).catch(ignoreAbort)
    if (signal.aborted) return 'gone'
    count += 1
    return undefined
  }

  // Took the request, and sends nothing: what a client must not wait for endlessly.
  if (mode === 'silent') return untilAborted(signal)
  yield event({ type: 'response.created', response: response({}) })
  yield event({ type: 'response.in_progress', response: response({}) })

  let end: End = 'complete'
  if (generation.reasoningTokens > 0) {
    const item: Item = {
      type: 'reasoning',
      id: newId('rs'),
      status: 'in_progress',
      summary: [],
      encrypted_content: randomBytes(24).toString('base64'),
    }
    yield event({ type: 'response.output_item.added', output_index: 0, item: { ...item } })
    thought = Math.min(generation.reasoningTokens, maxOutputTokens)
    const ms = (generation.msPerToken() * thought) / thoughtsPerToken
    if (ms > 0) await sleep(ms, undefined, { signal }).catch(ignoreAbort)
    if (signal.aborted) return
    item.status = thought < generation.reasoningTokens ? 'incomplete' : 'completed'
    written.push(item)
    yield event({ type: 'response.output_item.done', output_index: 0, item })
    if (item.status === 'incomplete') end = 'limit'
  }
  for (const { item, tokens } of end === 'limit' ? [] : items) {
    const index = written.push(item) - 1
    yield event({ type: 'response.output_item.added', output_index: index, item: { ...item } })
    const at = { item_id: item.id, output_index: index }
    const part = (text: string) => ({ type: 'output_text' as const, text, annotations: [] })
    if (item.type === 'message')
      yield event({ type: 'response.content_part.added', ...at, content_index: 0, part: part('') })

    let text = ''
    for (const token of tokens) {
      const reason = await next()
      if (reason) {
        end = reason
        break
      }
      text += token
      yield event(
        item.type === 'message'
          ? { type: 'response.output_text.delta', ...at, content_index: 0, delta: token }
          : { type: 'response.function_call_arguments.delta', ...at, delta: token },
      )
    }
    if (end === 'gone') return
    item.status = end === 'complete' ? 'completed' : 'incomplete'
    if (item.type === 'message') item.content = [part(text)]
    else item.arguments = text
    if (end === 'failed') break
    // Half a call is not handed over: its arguments would be no JSON.
    if (end === 'limit' && item.type === 'function_call') break
    if (item.type === 'message') {
      yield event({ type: 'response.output_text.done', ...at, content_index: 0, text })
      yield event({ type: 'response.content_part.done', ...at, content_index: 0, part: part(text) })
    } else {
      yield event({ type: 'response.function_call_arguments.done', ...at, arguments: text })
    }
    yield event({ type: 'response.output_item.done', output_index: index, item })
    if (end === 'limit') break
  }

  if (end === 'failed') {
    const error = {
      type: 'server_error',
      code: 'server_error',
      message: 'The model failed while answering (sandbox switch).',
    }
    yield event({ type: 'response.failed', response: response({ status: 'failed', error }) })
    return
  }
  const status = end === 'limit' ? 'incomplete' : 'completed'
  yield event({
    type: `response.${status}`,
    response: response({
      status,
      output: written.filter(
        ({ type, status }) => type !== 'function_call' || status === 'completed',
      ),
      incomplete_details: end === 'limit' ? { reason: 'max_output_tokens' } : null,
      usage: {
        input_tokens: generation.inputTokens,
        input_tokens_details: { cached_tokens: generation.cachedTokens },
        output_tokens: thought + count,
        output_tokens_details: { reasoning_tokens: thought },
        total_tokens: generation.inputTokens + thought + count,
      },
    }),
  })
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
