import 'server-only'
import { z } from 'zod'
import type { AppError, ErrorCode } from '@/lib/errors'

const types = [
  'invalid_request_error',
  'authentication_error',
  'permission_error',
  'billing_error',
  'rate_limit_error',
  'api_error',
] as const

const typeOf: Record<ErrorCode, (typeof types)[number]> = {
  bad_request: 'invalid_request_error',
  unauthorized: 'authentication_error',
  insufficient_credits: 'billing_error',
  account_frozen: 'permission_error',
  forbidden: 'permission_error',
  not_found: 'invalid_request_error',
  conflict: 'invalid_request_error',
  payload_too_large: 'invalid_request_error',
  unsupported_media_type: 'invalid_request_error',
  unprocessable: 'invalid_request_error',
  unpriced_model: 'invalid_request_error',
  rate_limited: 'rate_limit_error',
  internal: 'api_error',
  provider_failed: 'api_error',
  unavailable: 'api_error',
}

const shared = {
  message: z.string().describe('A sentence for people. It says whether anything was charged.'),
  type: z.enum(types),
  code: z.string().describe('What happened, for programs.'),
  param: z.string().nullable().describe('The parameter it is about.'),
}

/** OpenAI's shape, so that its client raises its own error classes. */
export const errorBody = z.object({ error: z.looseObject(shared) })

/** The body of a 402. */
export const insufficientCreditsBody = z.object({
  error: z.looseObject({
    ...shared,
    code: z.literal('insufficient_credits'),
    type: z.literal('billing_error'),
    price: z.int().describe('The least that was needed, in micro-credits.'),
    balance: z.int().describe('What can be spent, in micro-credits.'),
    topUpUrl: z.url(),
  }),
})

/** A more exact `code`, `param` and whatever else helps stand in the error's details. */
export function toErrorBody(error: AppError): z.output<typeof errorBody> {
  return { error: { type: typeOf[error.code], param: null, ...error.toBody() } }
}

export function toErrorResponse(error: AppError): Response {
  const { status, options } = error
  return Response.json(toErrorBody(error), { status, headers: options.headers })
}
