import { html } from 'hono/html'
import { Hono, type Context as HonoContext } from 'hono'
import type { Stripe } from 'stripe'
import type { Context, Transact } from '../context'
import { answerChallenge, answerSetupChallenge, type Authenticated } from '../engine/authenticate'
import { concludeSetup } from '../engine/checkout'
import { StripeFailure } from '../errors'
import type { Html } from '../../html'
import { successUrl } from './checkout'
import { keepCard } from './keep-card'
import { amountText, messagePage, notFoundPage, payPage } from './frame'
import { afterSetup } from './portal-card-routes'

function challengePage(id: string, question: string): Html {
  return payPage(
    'Confirm your payment',
    html`<form method="post" action="/pay/3ds/${id}" class="stack sheet">
      <p class="muted small">3-D Secure, played by the sandbox</p>
      <h1>Your bank asks: is this you?</h1>
      <p>${question}</p>
      <p class="row">
        <button name="answer" value="passed">Complete authentication</button>
        <button name="answer" value="failed" class="quiet">Fail authentication</button>
      </p>
    </form>`,
    'narrow',
  )
}

const isAbsolute = (url: string) => URL.canParse(url)

/** The shop's own address is told how it went, as Stripe.js would: redirects alone prove nothing. */
function withOutcome(url: string, intent: Stripe.PaymentIntent): string {
  if (!isAbsolute(url)) return url
  const back = new URL(url)
  back.searchParams.set('payment_intent', intent.id)
  if (intent.client_secret)
    back.searchParams.set('payment_intent_client_secret', intent.client_secret)
  back.searchParams.set('redirect_status', intent.status === 'succeeded' ? 'succeeded' : 'failed')
  return back.href
}

/** Where the customer goes after the challenge, or what the page says. */
function wayOn(
  { intent, session, invoice }: Authenticated,
  back: string | null | undefined,
): { url: string } | { page: Html } {
  if (session?.submission.outcome === 'complete')
    return { url: successUrl(session.submission.session) }
  if (session) return { url: `/pay/c/${session.id}?declined=authentication` }
  if (back && back !== pathOf(invoice)) return { url: withOutcome(back, intent) }
  if (invoice?.hosted_invoice_url) {
    const failed = intent.status === 'succeeded' ? '' : '?declined=authentication'
    return { url: `${pathOf(invoice)}${failed}` }
  }
  return {
    page:
      intent.status === 'succeeded'
        ? messagePage('Payment confirmed', 'You can close this page.')
        : messagePage('Payment not confirmed', 'Nothing was charged. You can close this page.'),
  }
}

const pathOf = (invoice: Stripe.Invoice | undefined) => invoice && `/pay/i/${invoice.id}`

/** The answer, and what belongs to it: a card that paid on an invoice's page is also kept. */
async function answer(context: Context, id: string, how: 'passed' | 'failed') {
  const waiting = await context.store.get('payment_intent', id)
  const back = waiting.next_action?.redirect_to_url?.return_url
  const done = await answerChallenge(context, id, how)
  if (done.invoice?.status === 'paid' && back === pathOf(done.invoice))
    await keepCard(context, done.invoice, done.intent)
  return wayOn(done, back)
}

/** The checkout that keeps a card goes on after the bank's question. */
async function ofSession(
  context: Context,
  c: HonoContext,
  setup: Stripe.SetupIntent,
): Promise<Response | undefined> {
  const { session } = await context.store.hidden('setup_intent', setup.id)
  if (!session) return undefined
  const result = await concludeSetup(context, setup)
  return result.outcome === 'complete'
    ? c.redirect(successUrl(result.session), 303)
    : c.redirect(`/pay/c/${session}?declined=authentication`, 303)
}

export function challengeRoutes(transact: Transact): Hono {
  return new Hono()
    .get('/:id', async (c) => {
      const id = c.req.param('id')
      const intent = await transact(
        async ({ store }) =>
          (await store.find('payment_intent', id)) ?? store.find('setup_intent', id),
      )
      if (!intent) return notFoundPage(c)
      if (intent.status !== 'requires_action')
        return c.html(
          messagePage('Nothing to confirm', 'This payment does not wait for you any more.'),
        )
      const question =
        intent.object === 'payment_intent'
          ? `A payment of ${amountText(intent.amount, intent.currency)} waits for your confirmation.`
          : 'Your card is to be kept for later payments.'
      return c.html(challengePage(id, question))
    })
    .post('/:id', async (c) => {
      const form = await c.req.parseBody()
      const passed = form.answer === 'passed' ? 'passed' : 'failed'
      const id = c.req.param('id')
      try {
        if (id.startsWith('seti_')) {
          return await transact(async (context) => {
            const setup = await answerSetupChallenge(context, id, passed)
            const title = setup.status === 'succeeded' ? 'Card saved' : 'Card not saved'
            const page = messagePage(title, 'You can close this page.')
            return (
              (await afterSetup(context, c, id)) ??
              (await ofSession(context, c, setup)) ??
              c.html(page)
            )
          })
        }
        const way = await transact((context) => answer(context, id, passed))
        return 'url' in way ? c.redirect(way.url, 303) : c.html(way.page)
      } catch (error) {
        if (error instanceof StripeFailure && error.status === 404) return notFoundPage(c)
        throw error
      }
    })
}
