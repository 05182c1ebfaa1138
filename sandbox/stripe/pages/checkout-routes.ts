import { Hono } from 'hono'
import type { Stripe } from 'stripe'
import { authenticationFailed } from '../cards'
import type { Context, Transact } from '../context'
import { completeWithoutCard, needsNoCard, submitSession } from '../engine/checkout'
import { usePromotionCode } from '../engine/discounts'
import { createBankMethod } from '../engine/bank-method'
import { createMethod } from '../engine/methods'
import { discountOfSession, expireSession, priceSession } from '../engine/sessions'
import { StripeFailure } from '../errors'
import { idOf } from '../objects'
import { readBankForm, readBankValues } from './bank-form'
import { readCardForm, readValues } from './card-form'
import { checkoutPage, closedPage, successUrl, type CheckoutView } from './checkout'
import { notFoundPage } from './frame'

type Session = Stripe.Checkout.Session

const daySeconds = 86_400

/** The session as it is now: one past its time expires on being looked at. */
async function currentSession(context: Context, id: string): Promise<Session | undefined> {
  const session = await context.store.find('checkout.session', id)
  if (session?.status === 'open' && session.expires_at <= context.now)
    return expireSession(context, session)
  return session
}

async function viewOf(context: Context, session: Session): Promise<CheckoutView> {
  const hidden = await context.store.hidden('checkout.session', session.id)
  const { lineItems, trialEnd } = hidden
  const customer = session.customer
    ? await context.store.get('customer', idOf(session.customer))
    : undefined
  const usable = await discountOfSession(context, session)
  return {
    session,
    lines: lineItems,
    trialDays: hidden.trialDays ?? (trialEnd && Math.round((trialEnd - context.now) / daySeconds)),
    email: customer?.email ?? null,
    promotion: usable?.promotionCode ?? undefined,
  }
}

async function applyPromotion(
  context: Context,
  session: Session,
  code: string,
): Promise<{ session: Session; problem?: string }> {
  if (code === '') return { session: await priceSession(context, session, undefined) }
  const codes = await context.store.all('promotion_code')
  const named = codes.filter((one) => one.code.toLowerCase() === code.toLowerCase())
  const found = named.find((one) => one.active) ?? named[0]
  const others = found?.customer && found.customer !== session.customer
  if (!found || others || !session.allow_promotion_codes)
    return { session, problem: 'This code is invalid.' }
  try {
    return { session: await priceSession(context, session, await usePromotionCode(context, found)) }
  } catch (error) {
    if (error instanceof StripeFailure) return { session, problem: 'This code has expired.' }
    throw error
  }
}

export function checkoutRoutes(transact: Transact): Hono {
  return new Hono()
    .get('/:id', async (c) => {
      const page = await transact(async (context) => {
        const session = await currentSession(context, c.req.param('id'))
        if (!session) return undefined
        return session.status === 'open'
          ? checkoutPage({
              ...(await viewOf(context, session)),
              // Back from a challenge that was not passed.
              declined: c.req.query('declined') ? authenticationFailed.message : undefined,
            })
          : closedPage(session)
      })
      return page ? c.html(page) : notFoundPage(c)
    })
    .post('/:id', async (c) => {
      const values = readValues(await c.req.parseBody())
      return transact(async (context) => {
        const session = await currentSession(context, c.req.param('id'))
        if (!session) return notFoundPage(c)
        // The second of two clicks arrives here after the first has paid.
        if (session.status === 'complete') return c.redirect(successUrl(session), 303)
        if (session.status !== 'open') return c.html(closedPage(session), 410)
        const view = await viewOf(context, session)
        const read = readCardForm(values, new Date(context.now * 1000))
        if (needsNoCard(session)) {
          const email = 'problems' in read ? read.problems.email : undefined
          if (email && !view.email)
            return c.html(checkoutPage({ ...view, values, problems: { email } }), 422)
          const billing = { email: view.email ?? values.email.trim() }
          return c.redirect(successUrl(await completeWithoutCard(context, session, billing)), 303)
        }
        if ('problems' in read)
          return c.html(checkoutPage({ ...view, values, problems: read.problems }), 422)
        const { card, billing } = read.form
        const result = await submitSession(
          context,
          session,
          await createMethod(context, card, billing),
        )
        switch (result.outcome) {
          case 'complete':
            return c.redirect(successUrl(result.session), 303)
          case 'challenge':
            return c.redirect(result.url, 303)
          default:
            return c.html(checkoutPage({ ...view, values, declined: result.message }), 402)
        }
      })
    })
    .post('/:id/bank', async (c) => {
      const values = readBankValues(await c.req.parseBody())
      return transact(async (context) => {
        const session = await currentSession(context, c.req.param('id'))
        if (!session?.payment_method_types.includes('us_bank_account')) return notFoundPage(c)
        if (session.status === 'complete') return c.redirect(successUrl(session), 303)
        if (session.status !== 'open') return c.html(closedPage(session), 410)
        const read = readBankForm(values)
        if ('problem' in read) {
          const view = await viewOf(context, session)
          return c.html(checkoutPage({ ...view, bank: { values, problem: read.problem } }), 422)
        }
        const email = session.customer_email
        const method = await createBankMethod(context, read.bank, { ...read.billing, email })
        await submitSession(context, session, method)
        return c.redirect(successUrl(session), 303)
      })
    })
    .post('/:id/promotion', async (c) => {
      const { code } = await c.req.parseBody()
      return transact(async (context) => {
        const session = await currentSession(context, c.req.param('id'))
        if (!session) return notFoundPage(c)
        if (session.status !== 'open') return c.html(closedPage(session), 410)
        const text = typeof code === 'string' ? code.trim() : ''
        const applied = await applyPromotion(context, session, text)
        if (!applied.problem) return c.redirect(`/pay/c/${session.id}`, 303)
        const view = await viewOf(context, applied.session)
        const refused = { code: text, problem: applied.problem }
        return c.html(checkoutPage({ ...view, refused }), 422)
      })
    })
}
