import type { Stripe } from 'stripe'

type ErrorBody = {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error'
  message: string
  code?: string
  decline_code?: string
  advice_code?: string
  param?: string
  charge?: string
  doc_url?: string
  payment_intent?: Stripe.PaymentIntent
  payment_method?: Stripe.PaymentMethod
  setup_intent?: Stripe.SetupIntent
  request_log_url?: string
}

type Options = {
  /** The request failed, yet what it wrote stays: a declined charge is history, not a mistake. */
  keepChanges?: boolean
}

/** What the API answers instead of an object. Bodies follow https://docs.stripe.com/api/errors. */
export class StripeFailure extends Error {
  readonly status: number
  readonly body: ErrorBody
  readonly keepChanges: boolean

  constructor(status: number, body: ErrorBody, { keepChanges = false }: Options = {}) {
    super(body.message)
    this.status = status
    this.keepChanges = keepChanges
    this.body = body.code
      ? {
          ...body,
          doc_url: `https://docs.stripe.com/error-codes#${body.code.replaceAll('_', '-')}`,
        }
      : body
  }
}

export function invalidRequest(message: string, more: { code?: string; param?: string } = {}) {
  return new StripeFailure(400, { type: 'invalid_request_error', message, ...more })
}

/** `param` is `id` for an id in the address (404), or the parameter that named the object (400). */
export function resourceMissing(noun: string, id: string, param = 'id') {
  const status = param === 'id' ? 404 : 400
  return new StripeFailure(status, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${noun}: '${id}'`,
    param,
  })
}

export function unknownRoute(method: string, path: string) {
  return new StripeFailure(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
  })
}
