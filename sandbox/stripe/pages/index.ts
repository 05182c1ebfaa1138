import { Hono } from 'hono'
import type { Transact } from '../context'
import { StripeFailure } from '../errors'
import { challengeRoutes } from './challenge-routes'
import { checkoutRoutes } from './checkout-routes'
import { documentRoutes } from './document-routes'
import { messagePage, notFoundPage } from './frame'
import { portalRoutes } from './portal-routes'

/** The pages a customer sees: checkout, the bank's challenge, invoice, receipt, portal. */
export function createPages(transact: Transact): Hono {
  const pages = new Hono()
    .route('/c', checkoutRoutes(transact))
    .route('/3ds', challengeRoutes(transact))
    .route('/p', portalRoutes(transact))
    .route('/', documentRoutes(transact))
  pages.all('*', notFoundPage)
  // What the API would refuse: a test clock on its way, an object that has changed meanwhile.
  pages.onError((error, c) => {
    if (!(error instanceof StripeFailure)) throw error
    const status = error.status === 429 ? 429 : error.status === 404 ? 404 : 400
    return c.html(messagePage('That did not work', `${error.message} Nothing was charged.`), status)
  })
  return pages
}
