/**
 * Errors are values with codes at the borders, exceptions inside. A code fixes the HTTP status and whether it is worth a
 * log line; the message is the user's sentence: plain, blames nobody, says whether anything was charged.
 */
const table = {
  bad_request: { status: 400, log: false },
  unauthorized: { status: 401, log: false },
  insufficient_credits: { status: 402, log: false },
  account_frozen: { status: 403, log: false },
  forbidden: { status: 403, log: false },
  not_found: { status: 404, log: false },
  conflict: { status: 409, log: false },
  payload_too_large: { status: 413, log: false },
  unsupported_media_type: { status: 415, log: false },
  unprocessable: { status: 422, log: false },
  unpriced_model: { status: 422, log: true },
  rate_limited: { status: 429, log: false },
  internal: { status: 500, log: true },
  provider_failed: { status: 502, log: true },
  unavailable: { status: 503, log: true },
} as const satisfies Record<string, { status: number; log: boolean }>

export type ErrorCode = keyof typeof table

export type ErrorBody = { code: ErrorCode; message: string } & Record<string, unknown>

export class AppError extends Error {
  override readonly name = 'AppError'

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly options: {
      details?: Record<string, unknown>
      headers?: HeadersInit
      cause?: unknown
    } = {},
  ) {
    super(message, { cause: options.cause })
  }

  get status(): number {
    return table[this.code].status
  }

  get worthLogging(): boolean {
    return table[this.code].log
  }

  toBody(): ErrorBody {
    return { code: this.code, message: this.message, ...this.options.details }
  }

  toResponse(): Response {
    return Response.json(this.toBody(), { status: this.status, headers: this.options.headers })
  }
}
