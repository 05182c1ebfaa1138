import { Hono } from 'hono'
import { html } from 'hono/html'
import { page } from '../html'
import { act, declines, isAction } from '../stripe/desk'
import { listCustomers, readCustomer } from '../stripe/desk-view'
import type { Transact } from '../stripe/context'
import { StripeFailure } from '../stripe/errors'
import { minorUnits } from './amount'
import { customerPage, type Said } from './customer'
import { customersPage } from './customers'

const missing = () =>
  page(
    'No such customer',
    html`<div class="empty">
      <h1>No such customer</h1>
      <p><a href="/customers">Customers</a></p>
    </div>`,
    { nav: 'customers' },
  )

/** The customers at `/customers`, and one button's work at `/customers/:id/:action/:object`. */
export function customerRoutes(transact: Transact): Hono {
  const show = async (id: string, said: Said) => {
    const detail = await readCustomer(transact, id)
    return detail && customerPage(detail, [...declines.keys()], said)
  }
  return new Hono()
    .get('/customers', async (c) => c.html(customersPage(await listCustomers(transact))))
    .get('/customers/:id', async (c) => {
      const shown = await show(c.req.param('id'), { done: c.req.query('done') })
      return shown ? c.html(shown) : c.html(missing(), 404)
    })
    .post('/customers/:id/:action/:object', async (c) => {
      const { id, action, object } = c.req.param()
      const detail = await readCustomer(transact, id)
      if (!detail || !isAction(action)) return c.html(missing(), 404)
      const form = await c.req.parseBody()
      const text = (name: string) => (typeof form[name] === 'string' ? form[name].trim() : '')
      const refuse = async (error: string) => c.html((await show(id, { error }))!, 400)
      let value = text('code')
      if (action === 'refund' && text('amount') !== '') {
        const charge = detail.payments.find((one) => one.charge.id === object)?.charge
        const amount = charge && minorUnits(text('amount'), charge.currency)
        if (amount === undefined) return refuse('That is not an amount.')
        value = String(amount)
      }
      try {
        const done = await act(transact, action, object, value)
        return c.redirect(`/customers/${id}?done=${encodeURIComponent(done)}`, 303)
      } catch (error) {
        if (!(error instanceof StripeFailure)) throw error
        return refuse(error.message)
      }
    })
}
