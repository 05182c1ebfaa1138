import 'server-only'
import type { Completion } from '@/lib/ai/completion'
import { clock } from '@/lib/clock'
import type { AppError } from '@/lib/errors'
import type { CallHold } from '@/lib/metering'
import { headingOf, type KeptAnswer } from './chat-render'
import type { ChatRequest } from './chat-schema'
import { toErrorBody } from './errors'
import type { Named } from './idempotency'
import { forgetRequest, keepAnswer } from './requests'
import type { ApiCall } from './route'

/** One answer under way, from its first reservation to what is kept of it. */
export type Answering = {
  call: ApiCall
  body: ChatRequest
  named: Named | null
  completion: Completion
  held: CallHold
}

export const heading = ({ call, body }: Answering) =>
  headingOf(call.requestId, body.model, clock.real())

/** Keeps an answer for whoever asks again. */
export const keep = ({ call, named }: Answering, answer: KeptAnswer): Promise<void> =>
  keepAnswer(call.requestId, named, answer)

/** What broke off after something was charged is an answer too; what charged nothing may be asked again. */
export async function keepFailure(
  answering: Answering,
  text: string,
  error: AppError,
): Promise<void> {
  const { cost } = error.options.details ?? {}
  if (cost === 0) return forgetRequest(answering.call.requestId)
  await keep(answering, { ...heading(answering), text, end: { error: toErrorBody(error) } })
}
