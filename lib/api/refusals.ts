import type { Operation } from './operations'

/** Every way to be refused, and what it means. */
export const refusals = {
  400: 'Something in the request is not valid or not supported; `param` names it.',
  401: 'There is no key, or it is mistyped, revoked or expired.',
  402: 'There are not enough credits. Nothing was charged.',
  403: 'The key has no such scope, the plan does not include it, or the account is suspended.',
  404: 'There is no such model; or the images of this Idempotency-Key were deleted since.',
  409: 'A request with this Idempotency-Key is being answered (wait for `retry-after`), or its answer was lost.',
  413: 'The body is too large.',
  415: 'The body is not sent as application/json.',
  422: 'The Idempotency-Key was used for another request, or the model has no price.',
  429: 'Too many requests in this minute or at this moment: wait for `retry-after` seconds.',
  502: 'The model did not answer, or broke off. The message says whether anything was charged.',
} as const

export type RefusalStatus = keyof typeof refusals

const always = [401, 403, 429] as const
const paid = [400, 401, 402, 403, 404, 409, 413, 415, 422, 429, 502] as const

/** Those an operation can end with. */
export function refusalsOf(operation: Operation): readonly RefusalStatus[] {
  if (operation.paid) return paid
  return operation.query ? [400, ...always] : always
}
