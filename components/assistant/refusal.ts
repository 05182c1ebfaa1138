import type { ErrorBody } from '@/lib/errors'

/** Why something was not taken: the server's refusal, or it never got there. In neither case it was charged. */
export type Refusal = ErrorBody | { code: 'lost'; message: string }

export const LOST: Refusal = {
  code: 'lost',
  message: 'The message did not get through. Nothing was charged; send it again.',
}

export const SIGNED_OUT: Refusal = { code: 'unauthorized', message: 'Please sign in again.' }

/** Nothing was taken. After any other error nobody knows what the server did. */
export class Refused extends Error {
  constructor(readonly body: Refusal) {
    super(body.message)
  }
}
