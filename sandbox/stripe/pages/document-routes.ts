import { Hono } from 'hono'
import type { Stripe } from 'stripe'
import type { Context, Transact } from '../context'
import { intentOfInvoice, tryInvoice } from '../engine/collect'
import { followInvoice } from '../engine/follow'
import { attachMethod, createMethod } from '../engine/methods'
import { idOf } from '../objects'
import { readCardForm, readValues } from './card-form'
import { invoicePage, receiptPage } from './documents'
import { notFoundPage } from './frame'

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

/** The hosted invoice at `/i/:id`, payable while it is open, and the receipt at `/r/:id`. */
export function documentRoutes(transact: Transact): Hono {
  return new Hono()
    .get('/i/:id', async (c) => {
      const page = await transact(async (context) => {
        const invoice = await context.store.find('invoice', c.req.param('id'))
        if (!invoice || invoice.status === 'draft') return undefined
        return invoicePage({ invoice, receiptUrl: await receiptOf(context, invoice) })
      })
      return page ? c.html(page) : notFoundPage(c)
    })
    .post('/i/:id', async (c) => {
      const values = readValues(await c.req.parseBody())
      return transact(async (context) => {
        const invoice = await context.store.find('invoice', c.req.param('id'))
        if (!invoice || invoice.status === 'draft') return notFoundPage(c)
        const here = `/pay/i/${invoice.id}`
        if (invoice.status !== 'open') return c.redirect(here, 303)
        const read = readCardForm(values, new Date(context.now * 1000), { withEmail: false })
        const view = { invoice, receiptUrl: null, values }
        if ('problems' in read)
          return c.html(invoicePage({ ...view, problems: read.problems }), 422)
        const method = await createMethod(context, read.form.card, read.form.billing)
        const tried = await tryInvoice(context, invoice, method.id, { returnUrl: here })
        const challenge = tried.intent.next_action?.redirect_to_url?.url
        if (challenge) return c.redirect(challenge, 303)
        await followInvoice(context, tried.invoice)
        const declined = tried.intent.last_payment_error?.message
        if (declined) return c.html(invoicePage({ ...view, declined }), 402)
        if (invoice.customer) await attachMethod(context, method, idOf(invoice.customer))
        return c.redirect(here, 303)
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
