import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { submitSession } from '../engine/checkout'
import { readMethod } from '../engine/methods'
import { StripeFailure, invalidRequest } from '../errors'
import { int, text } from '../params'
import { route } from '../route'

/**
 * What a checkout's page asks of Stripe while somebody pays. It is in no library, but Stripe's own command line uses it
 * to complete a checkout without a browser.
 */
const pageOf = (session: Stripe.Checkout.Session, next: string | null = null) => ({
  id: session.id,
  object: 'checkout.session',
  amount_total: session.amount_total,
  currency: session.currency,
  livemode: false,
  mode: session.mode,
  next_action: next ? { type: 'redirect_to_url', redirect_to_url: { url: next } } : null,
  payment_status: session.payment_status,
  session_id: session.id,
  state: session.status === 'open' ? 'active' : session.status,
  status: session.status,
  success_url: session.success_url,
})

async function openSession({ store }: Context, id: string): Promise<Stripe.Checkout.Session> {
  const session = await store.get('checkout.session', id)
  if (session.status === 'open') return session
  throw invalidRequest(
    session.status === 'complete'
      ? 'This Checkout Session has already been completed.'
      : 'This Checkout Session has expired.',
    { code: 'checkout_not_active_session' },
  )
}

export const paymentPageRoutes = [
  route('GET', '/payment_pages/:id', {}, async ({ store }, _params, { id = '' }) =>
    pageOf(await store.get('checkout.session', id)),
  ),
  route(
    'POST',
    '/payment_pages/:id/confirm',
    { expected_amount: int.optional(), payment_method: text },
    async (context, { expected_amount, payment_method }, { id = '' }) => {
      const session = await openSession(context, id)
      if (expected_amount !== undefined && expected_amount !== session.amount_total)
        throw invalidRequest(
          `The expected amount (${expected_amount}) is not the amount of this Checkout Session (${session.amount_total}).`,
          { code: 'checkout_amount_mismatch', param: 'expected_amount' },
        )
      const method = await readMethod(context, payment_method)
      const result = await submitSession(context, session, method)
      if (result.outcome === 'declined')
        throw new StripeFailure(
          402,
          { type: 'card_error', code: result.code ?? 'card_declined', message: result.message },
          { keepChanges: true },
        )
      return result.outcome === 'complete'
        ? pageOf(result.session)
        : pageOf(await context.store.get('checkout.session', id), result.url)
    },
  ),
]
