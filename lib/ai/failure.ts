import 'server-only'
import { APICallError, RetryError } from 'ai'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'

const causeOf = (thrown: unknown): unknown =>
  RetryError.isInstance(thrown) ? thrown.lastError : thrown

/** What went wrong in an answer, in the user's words: they always say whether anything was charged. */
export function describeFailure(thrown: unknown, cost: number): AppError {
  const error = causeOf(thrown)
  if (error instanceof AppError && error.code === 'insufficient_credits' && cost > 0)
    return new AppError(
      error.code,
      'Your credits ran out while this was answered. Only the steps before were charged.',
      error.options,
    )
  if (error instanceof AppError) return error
  return new AppError(
    'provider_failed',
    cost > 0
      ? 'The answer broke off. Only what was written so far was charged.'
      : 'The model did not answer. Nothing was charged.',
  )
}

/** For the log. Never the error itself: an API error carries the request, and that the user's words. */
export function reportFailure(requestId: string, thrown: unknown): void {
  const error = causeOf(thrown)
  if (error instanceof AppError && !error.worthLogging) return
  log.error(
    {
      requestId,
      error: error instanceof Error ? error.name : typeof error,
      ...(APICallError.isInstance(error)
        ? { status: error.statusCode }
        : error instanceof AppError && { code: error.code, err: error.cause }),
    },
    'an answer failed',
  )
}
