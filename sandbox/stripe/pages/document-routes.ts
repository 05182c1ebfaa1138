import { Hono, type Context as HonoContext } from 'hono'
import type { Stripe } from 'stripe'
import { authenticationFailed } from '../cards'
import type { Context, Transact } from '../context'
import { intentOfInvoice, tryInvoice } from '../engine/collect'
import { cardOfSubscription } from '../engine/default-card'
import { followInvoice } from '../engine/follow'
import { createMethod } from '../engine/methods'
import { idOf } from '../objects'
import { followTestClock } from '../test-clock-of'
import { readCardForm, readValues } from './card-form'
import { notFoundPage } from './frame'
import { invoicePage, isPayable, type InvoiceView } from './invoice'
import { invoicePrint } from './invoice-print'
import { keepCard } from './keep-card'
import { receiptPage } from './receipt'

async function receiptOf(context: Context, invoice: Stripe.Invoice): Promise<string | null> {
  const intent = await intentOfInvoice(context, invoice)
  if (invoice.status !== 'paid' || !intent?.latest_charge) return null
  return (await context.store.get('charge', idOf(intent.latest_charge))).receipt_url
}

async function invoiceOfCharge({ store }: Context, charge: Stripe.Charge) {
  const [payment] = await store.all('invoice_payment', {
    payment: { payment_intent: charge.payment_intent },
  })
  return payment ? store.find('invoice', idOf(payment.invoice)) : undefined
}

async function cardsOf(context: Context, invoice: Stripe.Invoice) {
  const { store } = context
  if (!isPayable(invoice) || !invoice.customer) return []
  const cards = await store.all('payment_method', { customer: idOf(invoice.customer) })
  const reference = invoice.parent?.subscription_details?.subscription
  const subscription = reference && (await store.find('subscription', idOf(reference)))
  const usual = subscription ? await cardOfSubscription(context, subscription) : undefined
  return cards.toSorted((a, b) => Number(b.id === usual) - Number(a.id === usual))
}

async function viewOf(context: Context, id: string): Promise<InvoiceView | undefined> {
  const invoice = await context.store.find('invoice', id)
  if (!invoice || invoice.status === 'draft') return undefined
  await followTestClock(context, [id])
  return {
    invoice,
    receiptUrl: await receiptOf(context, invoice),
    cards: await cardsOf(context, invoice),
  }
}

type Pay = {
  context: Context
  c: HonoContext
  view: InvoiceView
  fields: Record<string, unknown>
}

/** One of the customer's cards, or what was typed; or the page that says what is wrong with it. */
async function methodOf({ context, c, view, fields }: Pay): Promise<string | Response> {
  const saved = view.cards.find(({ id }) => id === fields.saved)
  if (saved) return saved.id
  const values = readValues(fields)
  const read = readCardForm(values, new Date(context.now * 1000), { withEmail: false })
  if ('problems' in read)
    return c.html(invoicePage({ ...view, values, problems: read.problems }), 422)
  return (await createMethod(context, read.form.card, read.form.billing)).id
}

async function pay(asked: Pay): Promise<Response> {
  const { context, c, view, fields } = asked
  const here = `/pay/i/${view.invoice.id}`
  const method = await methodOf(asked)
  if (typeof method !== 'string') return method
  const tried = await tryInvoice(context, view.invoice, method, { returnUrl: here })
  const challenge = tried.intent.next_action?.redirect_to_url?.url
  if (challenge) return c.redirect(challenge, 303)
  await followInvoice(context, tried.invoice)
  const declined = tried.intent.last_payment_error?.message
  if (declined) {
    const after = { ...view, invoice: tried.invoice, values: readValues(fields), declined }
    return c.html(invoicePage(after), 402)
  }
  await keepCard(context, tried.invoice, tried.intent)
  return c.redirect(here, 303)
}

/** The hosted invoice at `/i/:id`, payable while it is open, and the receipt at `/r/:id`. */
export function documentRoutes(transact: Transact): Hono {
  return new Hono()
    .get('/i/:id', async (c) => {
      const view = await transact((context) => viewOf(context, c.req.param('id')))
      if (!view) return notFoundPage(c)
      if (c.req.query('print') !== undefined) return c.html(invoicePrint(view.invoice))
      // Back from a challenge that was not passed.
      const declined = c.req.query('declined') ? authenticationFailed.message : undefined
      return c.html(invoicePage({ ...view, declined }))
    })
    .post('/i/:id', async (c) => {
      const fields = await c.req.parseBody()
      return transact(async (context) => {
        const view = await viewOf(context, c.req.param('id'))
        if (!view) return notFoundPage(c)
        if (!isPayable(view.invoice)) return c.redirect(`/pay/i/${view.invoice.id}`, 303)
        return pay({ context, c, view, fields })
      })
    })
    .get('/r/:id', async (c) => {
      const page = await transact(async (context) => {
        const charge = await context.store.find('charge', c.req.param('id'))
        return charge?.paid
          ? receiptPage(charge, await invoiceOfCharge(context, charge))
          : undefined
      })
      return page ? c.html(page) : notFoundPage(c)
    })
}
