import { html } from 'hono/html'
import { Hono } from 'hono'
import type { Transact } from '../context'
import { answerChallenge, answerSetupChallenge, type Authenticated } from '../engine/authenticate'
import { StripeFailure } from '../errors'
import type { Html } from '../../html'
import { successUrl } from './checkout'
import { amountText, messagePage, notFoundPage, payPage } from './frame'

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

/** Where the customer goes after the challenge, or what the page says. */
function wayOn({ intent, session, invoice }: Authenticated): { url: string } | { page: Html } {
  if (session?.submission.outcome === 'complete')
    return { url: successUrl(session.submission.session) }
  if (session) return { url: `/pay/c/${session.id}?declined=authentication` }
  if (invoice?.hosted_invoice_url) return { url: `/pay/i/${invoice.id}` }
  const back = intent.next_action?.redirect_to_url?.return_url
  if (back) return { url: back }
  return {
    page:
      intent.status === 'succeeded'
        ? messagePage('Payment confirmed', 'You can close this page.')
        : messagePage('Payment not confirmed', 'Nothing was charged. You can close this page.'),
  }
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
      const { answer } = await c.req.parseBody()
      const passed = answer === 'passed' ? 'passed' : 'failed'
      const id = c.req.param('id')
      try {
        if (id.startsWith('seti_')) {
          const setup = await transact((context) => answerSetupChallenge(context, id, passed))
          const title = setup.status === 'succeeded' ? 'Card saved' : 'Card not saved'
          return c.html(messagePage(title, 'You can close this page.'))
        }
        const done = await transact((context) => answerChallenge(context, id, passed))
        const way = wayOn(done)
        return 'url' in way ? c.redirect(way.url, 303) : c.html(way.page)
      } catch (error) {
        if (error instanceof StripeFailure && error.status === 404) return notFoundPage(c)
        throw error
      }
    })
}
